/* Bounties on the wire, by the words of the feature. Amounts in fen, before tax. */
import type { components } from './schema'

export type Rewards = components['schemas']['RewardsPage']
export type RewardRow = components['schemas']['RewardRow']
export type RewardMonth = components['schemas']['RewardMonth']
