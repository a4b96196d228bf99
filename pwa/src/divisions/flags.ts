import type { FeatureCollection } from 'geojson'
import { api } from '@/api/client'
import type { Flag } from './wire'

const PAGE = 100

export interface FlagList { items: Flag[]; next: string | null }

export async function readFlags(open: boolean, after: string | null = null): Promise<FlagList> {
  const { data } = await api.GET('/api/v1/grids/flags', { params: { query: { limit: PAGE, ...(open ? { state: 'open' as const } : {}), ...(after ? { after } : {}) } } })
  return data as unknown as FlagList
}

export const answerFlag = (id: string, step: 'settle' | 'decline', note: string) =>
  api.POST('/api/v1/grids/flags/{flag_id}/steps', { params: { path: { flag_id: id } }, body: { id: crypto.randomUUID(), step, note } })

/** The flags as points; `chosen` is drawn larger. */
export function flagPoints(flags: Flag[], chosen: string): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: flags.map(({ id, place, state }) => ({ type: 'Feature', geometry: place, properties: { id, state, chosen: id === chosen } })),
  }
}
