import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { PERIODS, type Period } from './calls'
import type { Facts } from './wire'

export const LOOKS = ['all', 'unused', 'sent_back', 'slow'] as const
export type Look = (typeof LOOKS)[number]
export const ORDERS = ['list', 'filed', 'sent_back', 'slow'] as const
export type Order = (typeof ORDERS)[number]

/** What of the facts is shown. It lives in the address, so that going back, or a colleague, finds it again. */
export interface Reading {
  days: Period
  look: Look
  category: string
  order: Order
}

export function readingFrom(query: LocationQuery): Reading {
  const days = Number(query.days)
  return {
    days: PERIODS.find((one) => one === days) ?? 90,
    look: LOOKS.find((one) => one === query.look) ?? 'all',
    order: ORDERS.find((one) => one === query.order) ?? 'list',
    category: typeof query.category === 'string' ? query.category : '',
  }
}

export function queryOf({ days, look, category, order }: Reading): LocationQueryRaw {
  const changed = { days: days === 90 ? '' : String(days), look: look === 'all' ? '' : look, category, order: order === 'list' ? '' : order }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value))
}

/** Where a count is kept back it was one to four; all of these stand at the same place. */
const FEW = 2.5
const counted = (count: number | null) => count ?? FEW
export const spokenCount = (count: number | null) => (count === null ? '<5' : String(count))

/** Neither filed nor found in order. */
export const isUnused = ({ filed, in_order }: Facts) => filed === 0 && in_order === 0
export const sentBack = ({ returned, declined }: Facts) => counted(returned) + counted(declined)
/** More than half of the limit went by on average. */
export const isSlow = ({ share_of_limit }: Facts) => share_of_limit !== null && share_of_limit > 0.5

const LOOKED_FOR: Record<Look, (facts: Facts) => boolean> = {
  all: () => true, unused: isUnused, sent_back: (facts) => facts.returned !== 0 || facts.declined !== 0, slow: isSlow,
}
const WEIGHT: Record<Order, (facts: Facts) => number> = {
  list: () => 0, filed: (facts) => counted(facts.filed), sent_back: sentBack, slow: (facts) => facts.share_of_limit ?? -1,
}

export const lookedFor = (all: Facts[], look: Look) => all.filter(LOOKED_FOR[look])

/** The rows to show: of one category, what is looked for, what was searched (codes, best first), in the wished order. */
export function rowsOf(all: Facts[], { look, category, order }: Reading, found: string[] | null): Facts[] {
  const kept = lookedFor(all, look).filter((facts) => !category || facts.category === category)
  if (found) return found.flatMap((code) => kept.find((facts) => facts.code === code) ?? [])
  return [...kept].sort((a, b) => WEIGHT[order](b) - WEIGHT[order](a))
}

/** The longest bar of a column; at least 1, so that nothing is divided by zero. */
export const longest = (all: Facts[], of: (facts: Facts) => number) => Math.max(1, ...all.map(of))
export const filedOf = (facts: Facts) => counted(facts.filed)

type Say = (key: string, named?: Record<string, unknown>) => string

/** A stretch of hours as people say it: 40 分钟, 3.5 小时, 2 天. */
export function spokenHours(hours: number, t: Say): string {
  const short = (n: number) => String(Math.round(n * 10) / 10)
  if (hours < 1) return t('admission.use.minutes', { n: Math.max(1, Math.round(hours * 60)) })
  return hours < 48 ? t('admission.use.hours', { n: short(hours) }) : t('admission.use.days', { n: short(hours / 24) })
}
