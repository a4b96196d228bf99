import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromWgs84, toWgs84, type Datum } from './datum'
import type { Position } from './predicates'

const told = JSON.parse(readFileSync(new URL('../../../tests/vectors/datums.json', import.meta.url), 'utf8')) as [Datum, Position, Position, Position][]

function expectNear(found: Position, wanted: Position) {
  expect(Math.abs(found[0] - wanted[0])).toBeLessThan(1e-9)
  expect(Math.abs(found[1] - wanted[1])).toBeLessThan(1e-9)
}

test('the phone shifts places as the server does, and back', () => {
  expect(told.length).toBeGreaterThan(150)
  for (const [datum, place, moved, righted] of told) {
    expectNear(fromWgs84(place, datum), moved)
    expectNear(toWgs84(place, datum), righted)
    expectNear(toWgs84(moved, datum), place)
  }
})
test('in Hong Kong, in Taipei and in Paris nothing is shifted', () => {
  for (const place of [[114.17, 22.31], [121.56, 25.04], [2.35, 48.86]] as Position[]) expect(fromWgs84(place, 'gcj02')).toEqual(place)
})
