import { expect, test } from 'vitest'
import type { GridFeature } from '@/api/types'
import { boundsOf, gridAt, innerPoint } from './ground'
import { covers } from './predicates'

type Ring = [number, number][]
const square = (west: number, south: number, size: number): Ring => [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
const grid = (code: string, rings: Ring[], kind = 'comprehensive') =>
  ({ type: 'Feature', properties: { code, name: code, kind }, geometry: { type: 'MultiPolygon', coordinates: [rings] } }) as unknown as GridFeature

const west = grid('west', [square(120, 32, 0.01)])
const east = grid('east', [square(120.01, 32, 0.01)])
const market = grid('market', [square(120.002, 32.002, 0.002)], 'special')
const micro = grid('micro', [square(120, 32, 0.01)], 'micro')

test('a place belongs to the grid around it', () => expect(gridAt([west, east], [120.005, 32.005])).toBe(west))
test('a 专属 grid goes before the one it lies over, a micro grid never', () => expect(gridAt([micro, west, market], [120.003, 32.003])).toBe(market))
test('a place outside every grid belongs to none', () => expect(gridAt([west, east], [121, 32])).toBeNull())
test('a hole does not belong to the grid', () => {
  const ring = grid('ring', [square(120, 32, 0.01), square(120.004, 32.004, 0.002)])
  expect(covers(ring, [120.005, 32.005])).toBe(false)
  expect(covers(ring, [120.001, 32.001])).toBe(true)
})
test('a border belongs to the lowest code', () => expect(gridAt([west, east], [120.01, 32.005])).toBe(east))
test('the inner point lies inside, also in a grid like a horseshoe', () => {
  const horseshoe = grid('u', [[[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]]])
  for (const one of [west, horseshoe]) expect(covers(one, innerPoint(one))).toBe(true)
})
test('bounds hold all grids; there are none of none', () => {
  expect(boundsOf([west, east])).toEqual([120, 32, 120.01 + 0.01, 32.01])
  expect(boundsOf([])).toBeNull()
})
