import type { GridFeature } from '@/api/types'
import { covers, lattice, LATTICE, type Position } from './predicates'
import { discAround, metresTo, sharesOf, type Disc } from './shares'

/* The server's rule (backend/grids/located.py) on the phone's own grids; tests/vectors/locate.json holds both to it. */

export type Method = 'covers' | 'confirmed' | 'share' | 'own' | 'nearest' | 'none'
export interface Candidate { grid: GridFeature; share: number }
export interface Located {
  grid: GridFeature | null
  method: Method
  /** Grids that hold the place or have a share of the disc, the likeliest first. */
  candidates: Candidate[]
  distance_m: number | null
  micro: GridFeature | null
  /** Named where there is no grid. */
  nearest: { grid: GridFeature; distance_m: number } | null
  /** Nothing is sure and the person could tell. */
  ask: boolean
  /** The answer rests on grids as they were drawn; else on simplified ones, and the server may know better. */
  exact: boolean
}

export const SURE_SHARE = 0.9
export const OWN_SHARE = 0.3
export const MOST_ACCURACY_M = 5_000

interface Ground extends Candidate { holds: boolean; distance_m: number }

export function locate(grids: GridFeature[], [lon, lat]: Position, accuracy: number | null, own: string[] = [], confirmed: string | null = null): Located {
  const place: Position = [lattice(lon) / LATTICE, lattice(lat) / LATTICE]
  const reach = accuracy !== null && accuracy <= MOST_ACCURACY_M ? accuracy : 0
  const disc = discAround(place, reach)
  const tiles = grids.filter((grid) => grid.properties.kind !== 'micro')
  const grounds = reach ? byDisc(tiles, place, disc) : byPoint(tiles, place)
  const candidates = grounds.filter(isCandidate)
  const [chosen, method] = choose(candidates, grounds, own, confirmed, reach === 0)
  const nearest = chosen ? null : nearestOf(tiles.map((grid) => ({ grid, share: 0, holds: false, distance_m: metresTo(grid, disc) })))
  return {
    grid: chosen?.grid ?? null, method, candidates: candidates.map(({ grid, share }) => ({ grid, share })),
    distance_m: chosen?.distance_m ?? null,
    micro: grids.filter((grid) => grid.properties.kind === 'micro' && covers(grid, place)).sort(byCode)[0] ?? null,
    nearest: nearest && { grid: nearest.grid, distance_m: nearest.distance_m },
    ask: method === 'share' && chosen!.share < SURE_SHARE && candidates.length > 1,
    exact: [...grounds.map(({ grid }) => grid), ...(nearest ? [nearest.grid] : [])].every((grid) => grid.properties.exact !== false),
  }
}

function choose(ranked: Ground[], grounds: Ground[], own: string[], confirmed: string | null, byPoint: boolean): [Ground | null, Method] {
  const said = ranked.find(({ grid }) => grid.properties.code === confirmed)
  if (said) return [said, 'confirmed']
  const first = ranked[0] ?? null
  if (byPoint) return [first, first ? 'covers' : 'none']
  if (first && first.share >= SURE_SHARE) return [first, first.share === 1 ? 'covers' : 'share']
  const mine = ranked.find(({ grid, share }) => own.includes(grid.properties.code) && share >= OWN_SHARE)
  if (mine) return [mine, 'own']
  if (ranked.some(({ holds }) => holds)) return [first, 'share']
  const nearest = nearestOf(grounds)
  return [nearest, nearest ? 'nearest' : 'none']
}

function byPoint(tiles: GridFeature[], place: Position): Ground[] {
  return tiles.filter((grid) => covers(grid, place)).map((grid) => ({ grid, share: 1, holds: true, distance_m: 0 })).sort(byRank)
}

function byDisc(tiles: GridFeature[], place: Position, disc: Disc): Ground[] {
  const near = tiles.filter((grid) => comesNear(grid, disc))
  const shares = sharesOf(near, disc)
  return near
    .map((grid, at): Ground => {
      const holds = covers(grid, place)
      return { grid, share: shares[at]!, holds, distance_m: holds ? 0 : metresTo(grid, disc) }
    })
    .filter((ground) => isCandidate(ground) || ground.distance_m <= disc.radius)
    .sort(byRank)
}

/** West, south, east, north of a grid in lattice steps; worked out once. */
const boxes = new WeakMap<GridFeature, [number, number, number, number]>()
function comesNear(grid: GridFeature, { x, y, radius, east, north }: Disc): boolean {
  let box = boxes.get(grid)
  if (!box) {
    box = [Infinity, Infinity, -Infinity, -Infinity]
    for (const [lon, lat] of grid.geometry.coordinates.flatMap(([outer]) => outer!)) {
      box = [Math.min(box[0], lattice(lon)), Math.min(box[1], lattice(lat)), Math.max(box[2], lattice(lon)), Math.max(box[3], lattice(lat))]
    }
    boxes.set(grid, box)
  }
  const [across, along] = [(radius + 1) / east, (radius + 1) / north]
  return box[0] <= x + across && box[2] >= x - across && box[1] <= y + along && box[3] >= y - along
}

function nearestOf(grounds: Ground[]): Ground | null {
  return [...grounds].sort((a, b) => a.distance_m - b.distance_m || byRank(a, b))[0] ?? null
}

function isCandidate({ holds, share }: Ground): boolean {
  return holds || share > 0
}

function byRank(a: Ground, b: Ground): number {
  return b.share - a.share || Number(b.grid.properties.kind === 'special') - Number(a.grid.properties.kind === 'special') || byCode(a.grid, b.grid)
}

function byCode({ properties: { code: a } }: GridFeature, { properties: { code: b } }: GridFeature): number {
  return a < b ? -1 : Number(a > b)
}
