import type { FeatureCollection } from 'geojson'
import { ask } from './ask'
import type { Flag, Paged } from './wire'

export const readFlags = (state: 'open' | '', after: string | null = null) => ask<Paged<Flag>>('GET', '/grids/flags', { state, after })

export const answerFlag = (id: string, step: 'settle' | 'decline', note: string) =>
  ask<unknown>('POST', `/grids/flags/${id}/steps`, {}, { id: crypto.randomUUID(), step, note })

/** The flags as points; `chosen` is drawn larger. */
export function flagPoints(flags: Flag[], chosen: string): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: flags.map(({ id, place, state }) => ({ type: 'Feature', geometry: place, properties: { id, state, chosen: id === chosen } })),
  }
}
