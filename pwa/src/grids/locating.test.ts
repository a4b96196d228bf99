import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { GridFeature } from '@/api/types'
import { locate, type Located } from './locating'
import { LATTICE, type Position } from './predicates'

interface World {
  grids: { code: string; name: string; kind: string; coordinates: Position[][][] }[]
  questions: { place: Position; accuracy_m: number | null; own: string[]; confirmed: string | null; answer: unknown }[]
}
const world = JSON.parse(readFileSync(new URL('../../../tests/vectors/locate.json', import.meta.url), 'utf8')) as World
const degrees = ([x, y]: Position): Position => [x / LATTICE, y / LATTICE]
const grids = world.grids.map(({ code, name, kind, coordinates }) => ({
  type: 'Feature', properties: { code, name, kind, exact: true },
  geometry: { type: 'MultiPolygon', coordinates: coordinates.map((polygon) => polygon.map((ring) => ring.map(degrees))) },
})) as unknown as GridFeature[]

const told = (found: Located) => ({
  grid: found.grid?.properties.code ?? null, method: found.method,
  candidates: found.candidates.map(({ grid, share }) => [grid.properties.code, share]),
  distance_m: found.distance_m, micro: found.micro?.properties.code ?? null,
  nearest: found.nearest && [found.nearest.grid.properties.code, found.nearest.distance_m], ask: found.ask,
})

test('the phone answers every question that the server answers, alike', () => {
  expect(world.questions.length).toBeGreaterThan(350)
  for (const { place, accuracy_m, own, confirmed, answer } of world.questions) {
    expect(told(locate(grids, degrees(place), accuracy_m, own, confirmed)), JSON.stringify({ place, accuracy_m, own, confirmed })).toEqual(answer)
  }
})
test('the order in which the phone holds its grids changes nothing', () => {
  for (const { place, accuracy_m, own, confirmed, answer } of world.questions.slice(0, 100)) {
    expect(told(locate([...grids].reverse(), degrees(place), accuracy_m, own, confirmed))).toEqual(answer)
  }
})
test('an answer from simplified grids says so', () => {
  const rough = grids.map((grid) => ({ ...grid, properties: { ...grid.properties, exact: false } })) as unknown as GridFeature[]
  expect(locate(rough, degrees(world.questions[0]!.place), 10).exact).toBe(false)
  expect(locate(grids, degrees(world.questions[0]!.place), 10).exact).toBe(true)
})
