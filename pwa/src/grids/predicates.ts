import type { GridFeature } from '@/api/types'

/* The server's geo/predicates.py in the same whole numbers: no tolerance, a border counts as inside. */

export type Position = [number, number]
type Side = 'inside' | 'border' | 'outside'

/** Steps per degree. */
export const LATTICE = 10_000_000

/** The nearest lattice step; halves go up. */
export function lattice(degrees: number): number {
  return Math.floor(degrees * LATTICE + 0.5)
}

/** True when the place lies in the grid or on its border. */
export function covers(grid: GridFeature, [lon, lat]: Position): boolean {
  const x = lattice(lon)
  const y = lattice(lat)
  return grid.geometry.coordinates.some(([outer, ...holes]) => {
    const side = sideOf(outer!, x, y)
    return side === 'inside' ? holes.every((hole) => sideOf(hole, x, y) !== 'inside') : side === 'border'
  })
}

/**
 * Counts the edges that a ray to the east crosses; an edge owns its lower end, so no corner counts twice. The two
 * products are compared, never subtracted: each stays a whole number below 2 ** 53 while a grid is under 9 degrees wide.
 */
function sideOf(ring: Position[], x: number, y: number): Side {
  let inside = false
  let x1 = lattice(ring[0]![0])
  let y1 = lattice(ring[0]![1])
  for (let i = 1; i < ring.length; i++) {
    const x2 = lattice(ring[i]![0])
    const y2 = lattice(ring[i]![1])
    const left = (x2 - x1) * (y - y1)
    const right = (y2 - y1) * (x - x1)
    if (left === right && Math.min(x1, x2) <= x && x <= Math.max(x1, x2) && Math.min(y1, y2) <= y && y <= Math.max(y1, y2)) return 'border'
    if (y1 > y !== y2 > y && left > right === y2 > y1) inside = !inside
    x1 = x2
    y1 = y2
  }
  return inside ? 'inside' : 'outside'
}
