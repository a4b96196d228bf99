import type { GridFeature } from '@/api/types'
import { LATTICE, lattice, type Position } from './predicates'
import { areaInBoth, areaOf, clipped, type Ring } from './rings'

/*
 * The server's geo/disc.py by other means: the share of a grid in the accuracy disc, and metres to a grid. Both sides
 * round down where halves would meet, a ten-thousandth of a step early, so that two machines never fall apart there.
 */

const CORNERS = 64
const SMALLEST_RADIUS_M = 0.1
const LARGEST_RADIUS_M = 100_000
const WGS84_A = 6_378_137
const WGS84_E2 = 0.00669437999014132
const HALF = 0.5 - 1e-4

/** The 64-gon around a place on the lattice; everything in metres to the east and north of it. */
export interface Disc {
  x: number
  y: number
  radius: number
  /** Metres per lattice step. */
  east: number
  north: number
  corners: Position[]
  area: number
}

export function discAround([lon, lat]: Position, radius_m: number): Disc {
  const radius = Math.max(SMALLEST_RADIUS_M, Math.min(LARGEST_RADIUS_M, radius_m))
  const [x, y] = [lattice(lon), lattice(lat)]
  const [east, north] = metresPerDegree(y / LATTICE)
  const corners = Array.from({ length: CORNERS }, (_, at): Position => {
    const turn = (2 * Math.PI * at) / CORNERS
    return [radius * Math.cos(turn), radius * Math.sin(turn)]
  })
  return { x, y, radius, east: east / LATTICE, north: north / LATTICE, corners, area: areaOf(corners) }
}

/** Metres per degree of longitude and of latitude: the local metre projection of this project. */
export function metresPerDegree(lat: number): [number, number] {
  const phi = (Math.max(-89.9, Math.min(89.9, lat)) * Math.PI) / 180
  const squeeze = 1 - WGS84_E2 * Math.sin(phi) ** 2
  const across = (WGS84_A / Math.sqrt(squeeze)) * Math.cos(phi)
  const along = (WGS84_A * (1 - WGS84_E2)) / squeeze ** 1.5
  return [(across * Math.PI) / 180, (along * Math.PI) / 180]
}

/**
 * The share of the disc on each grid, 0 to 1 in steps of 0.001. Ground of a comprehensive grid is what no special grid
 * lies over.
 */
export function sharesOf(grids: GridFeature[], disc: Disc): number[] {
  const parts = grids.map((grid) => partIn(grid, disc))
  const special = parts.filter((_, at) => grids[at]!.properties.kind === 'special' && parts[at]!.length)
  return parts.map((rings, at) => {
    const lost = grids[at]!.properties.kind === 'special' || !rings.length ? 0 : areaInBoth(rings, special)
    const area = sum(rings.map(({ ring, hole }) => (hole ? -1 : 1) * areaOf(ring)))
    return stepped((area - lost) / disc.area, 1000)
  })
}

/** Metres from the place to the nearest border, in steps of 0.01. */
export function metresTo(grid: GridFeature, disc: Disc): number {
  let least = Infinity
  for (const ring of grid.geometry.coordinates.flat()) {
    const corners = fromPlace(ring, disc)
    for (let i = 1; i < corners.length; i++) least = Math.min(least, offOrigin(corners[i - 1]!, corners[i]!))
  }
  return stepped(least, 100)
}

function partIn(grid: GridFeature, disc: Disc): Ring[] {
  return grid.geometry.coordinates.flatMap((polygon) => polygon.flatMap((ring, at) => {
    const part = clipped(fromPlace(ring, disc), disc)
    return part.length ? [{ ring: part, hole: at > 0 }] : []
  }))
}

function fromPlace(ring: Position[], { x, y, east, north }: Disc): Position[] {
  return ring.map(([lon, lat]) => [(lattice(lon) - x) * east, (lattice(lat) - y) * north])
}

function offOrigin([ax, ay]: Position, [bx, by]: Position): number {
  const along = bx - ax
  const up = by - ay
  const share = Math.max(0, Math.min(1, -(ax * along + ay * up) / (along * along + up * up)))
  return Math.hypot(ax + share * along, ay + share * up)
}

function stepped(value: number, steps: number): number {
  return Math.max(0, Math.floor(value * steps + HALF)) / steps
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
