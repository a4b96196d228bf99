import { problemFrom, Unreachable } from '@/api/problems'
import type { GridFeature, GroundPack } from '@/api/types'
import { API } from '@/api/wire'
import { database, type PhoneDatabase } from '@/offline/database'
import { keep, keptOnly } from '@/offline/kept'
import type { Fetch } from '@/offline/requests'

/** The grids that this phone keeps, under the mark by which the server knows what they are. */
export interface Pack { mark: string; features: GridFeature[] }

const KEY = 'ground'

/** What is kept, without asking anybody; undefined if nothing. */
export function keptPack(owner: string, from: PhoneDatabase = database): Promise<Pack | undefined> {
  return keptOnly<Pack>(KEY, owner, from)
}

/**
 * The newest pack: asks for what has changed, keeps the result, and gives back what is kept where nobody can be reached.
 * Rejects with `Unreachable` only if nothing was ever kept, with `Problem` if the server refuses.
 */
export async function refreshPack(owner: string, within: PhoneDatabase = database, ask: Fetch = fetch): Promise<Pack> {
  const kept = await keptPack(owner, within)
  let response: Response
  try {
    const since = kept ? `?since=${encodeURIComponent(kept.mark)}` : ''
    response = await ask(`${API}/grids/ground${since}`, { credentials: 'same-origin', cache: 'no-store' })
  } catch (error) {
    if (kept) return kept
    throw new Unreachable(error)
  }
  if (!response.ok) {
    // An expired session or a tired server must not take away what the phone already knows.
    if (kept && (response.status === 401 || response.status >= 500)) return kept
    throw await problemFrom(response)
  }
  const pack = merged(kept, (await response.json()) as GroundPack)
  if (pack.mark !== kept?.mark) await keep(KEY, owner, pack, within)
  await within.kept.delete(`${owner} /grids`) // the whole county, as older versions kept it
  return pack
}

/** The pack after a difference: changed grids in place of those of the same code, gone ones forgotten. */
export function merged(kept: Pack | undefined, news: GroundPack): Pack {
  const grids = new Map((news.whole ? [] : kept?.features ?? []).map((grid) => [grid.properties.code, grid]))
  for (const code of news.gone) grids.delete(code)
  for (const grid of news.features as GridFeature[]) grids.set(grid.properties.code, grid)
  return { mark: news.mark, features: [...grids.values()].sort((a, b) => (a.properties.code < b.properties.code ? -1 : 1)) }
}
