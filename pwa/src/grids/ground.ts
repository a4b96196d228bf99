import type { GridFeature } from '@/api/types'
import { covers, type Position } from './predicates'

/** Outer and inner rings of every part of a grid. */
export function polygonsOf(grid: GridFeature): Position[][][] {
  return grid.geometry.coordinates
}

/** The grid that has the place: a 专属 grid goes before the 综合 grid it lies over; micro grids stand beside. */
export function gridAt(grids: GridFeature[], point: Position): GridFeature | null {
  const here = grids
    .filter((grid) => grid.properties.kind !== 'micro' && covers(grid, point))
    .sort((a, b) => (a.properties.code < b.properties.code ? -1 : 1)) // a border belongs to the lowest code
  return here.find((grid) => grid.properties.kind === 'special') ?? here[0] ?? null
}

/** A point surely inside the grid: the middle of the widest stretch on the line through its middle. */
export function innerPoint(grid: GridFeature): Position {
  const [outer, ...holes] = polygonsOf(grid)[0]!
  const lats = outer!.map(([, lat]) => lat)
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2 + 1e-9 // not through a corner
  const crossings = [outer!, ...holes].flatMap((ring) => crossingsOf(ring, lat)).sort((a, b) => a - b)
  let best: Position = [crossings[0]!, crossings[1]!]
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1]! - crossings[i]! > best[1] - best[0]) best = [crossings[i]!, crossings[i + 1]!]
  }
  return [(best[0] + best[1]) / 2, lat]
}

/** West, south, east, north of all the grids; null if there are none. */
export function boundsOf(grids: GridFeature[]): [number, number, number, number] | null {
  const points = grids.flatMap((grid) => polygonsOf(grid).flatMap(([outer]) => outer!))
  if (!points.length) return null
  const lons = points.map(([lon]) => lon)
  const lats = points.map(([, lat]) => lat)
  return [min(lons), min(lats), -min(lons.map((x) => -x)), -min(lats.map((x) => -x))]
}

function min(numbers: number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity)
}

function crossingsOf(ring: Position[], lat: number): number[] {
  const found: number[] = []
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[j]!
    if (ay > lat !== by > lat) found.push(((bx - ax) * (lat - ay)) / (by - ay) + ax)
  }
  return found
}
