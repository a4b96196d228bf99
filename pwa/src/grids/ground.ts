import type { GridFeature } from '@/api/types'

type Position = [number, number]
const METRES_PER_DEGREE = 111_320

export interface Share { grid: GridFeature; share: number }

/** Outer and inner rings of every part of a grid. */
export function polygonsOf(grid: GridFeature): Position[][][] {
  return grid.geometry.coordinates
}

export function covers(grid: GridFeature, point: Position): boolean {
  return polygonsOf(grid).some(([outer, ...holes]) => inRing(outer!, point) && !holes.some((hole) => inRing(hole, point)))
}

/** The grid that has the place: a 专属 grid goes before the 综合 grid it lies over; micro grids stand beside. */
export function gridAt(grids: GridFeature[], point: Position): GridFeature | null {
  const here = grids.filter((grid) => grid.properties.kind !== 'micro' && covers(grid, point))
  return here.find((grid) => grid.properties.kind === 'special') ?? here[0] ?? null
}

/**
 * Which grids the place may lie in, the likeliest first, by looking at points spread over the disc of `accuracy` metres.
 * Only an estimate for the question on the screen; the server decides by area.
 */
export function sharesAt(grids: GridFeature[], [lon, lat]: Position, accuracy: number | null): Share[] {
  const spread = accuracy === null ? [[0, 0] as Position] : sunflower(60)
  const reach = Math.min(accuracy ?? 0, 2_000) / METRES_PER_DEGREE
  const counts = new Map<GridFeature, number>()
  for (const [east, north] of spread) {
    const grid = gridAt(grids, [lon + (east * reach) / Math.cos((lat * Math.PI) / 180), lat + north * reach])
    if (grid) counts.set(grid, (counts.get(grid) ?? 0) + 1)
  }
  return [...counts].map(([grid, count]) => ({ grid, share: count / spread.length })).sort((a, b) => b.share - a.share)
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

function inRing(ring: Position[], [lon, lat]: Position): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[j]!
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
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

/** Points spread evenly over the disc of radius 1. */
function sunflower(count: number): Position[] {
  return Array.from({ length: count }, (_, i) => {
    const radius = Math.sqrt((i + 0.5) / count)
    const angle = i * Math.PI * (3 - Math.sqrt(5))
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
}
