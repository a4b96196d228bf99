import { api } from '@/api/client'
import type { GridFeature } from '@/api/types'
import { locate, type Method } from './locating'
import type { Position } from './predicates'

/** Whose ground a place is, as it is shown; from the phone's own grids, or from the server where those are too rough. */
export interface Whose {
  grid: { code: string; name: string } | null
  method: Method
  candidates: { code: string; name: string; share: number }[]
  distance_m: number | null
  nearest: { name: string; distance_m: number } | null
  micro: string | null
  ask: boolean
  /** False: from simplified grids, said with reserve. */
  exact: boolean
}

export function whoseGround(grids: GridFeature[], place: Position, accuracy: number | null, confirmed: string | null): Whose {
  const own = grids.filter(({ properties }) => properties.mine).map(({ properties }) => properties.code)
  const found = locate(grids, place, accuracy, own, confirmed)
  const named = ({ properties: { code, name } }: GridFeature) => ({ code, name })
  return {
    grid: found.grid && named(found.grid), method: found.method,
    candidates: found.candidates.map(({ grid, share }) => ({ ...named(grid), share })),
    distance_m: found.distance_m,
    nearest: found.nearest && { name: found.nearest.grid.properties.name, distance_m: found.nearest.distance_m },
    micro: found.micro?.properties.name ?? null, ask: found.ask, exact: found.exact,
  }
}

/** The server's answer for the same place. Rejects without a network. */
export async function askServer([lon, lat]: Position, accuracy: number | null): Promise<Whose> {
  const query = { lon, lat, ...(accuracy === null ? {} : { accuracy }) }
  const told = (await api.GET('/api/v1/grids/locate', { params: { query } })).data!
  const name = (one: { code: string; name: string | null }) => ({ code: one.code, name: one.name ?? one.code })
  return {
    grid: told.grid && name(told.grid), method: told.method, candidates: told.candidates.map((one) => ({ ...name(one), share: one.share })),
    distance_m: told.distance_m, nearest: told.nearest && { ...name(told.nearest), distance_m: told.nearest.distance_m },
    micro: told.micro && name(told.micro).name, ask: told.ask, exact: true,
  }
}

/** A share in words: nobody reads per cent in the street. */
export function shareWord(share: number): 'most' | 'half' | 'part' | 'corner' {
  if (share >= 0.6) return 'most'
  if (share >= 0.4) return 'half'
  return share >= 0.15 ? 'part' : 'corner'
}
