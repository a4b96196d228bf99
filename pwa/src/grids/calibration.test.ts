import { expect, test } from 'vitest'
import { judge, metresBetween } from './calibration'
import { fromWgs84 } from './datum'
import type { Position } from './predicates'

const SPOT: Position = [120.405, 32.505]

test('an offset that is the GCJ-02 shift flags the phone', () => {
  const judged = judge(fromWgs84(SPOT, 'gcj02'), 12, SPOT)
  expect(judged.verdict).toBe('gcj02')
  expect(judged.off_m).toBeGreaterThan(400)
  expect(judged.righted_off_m).toBeLessThan(0.01)
})
test('a fix at the spot clears it', () => expect(judge(SPOT, 12, SPOT).verdict).toBe('wgs84'))
test('a fix somewhere else, or a vague one, says nothing', () => {
  expect(judge([120.42, 32.52], 12, SPOT).verdict).toBe('unclear')
  expect(judge(fromWgs84(SPOT, 'gcj02'), 300, SPOT).verdict).toBe('unclear')
})
test('where nothing is shifted nobody is flagged', () => {
  const taipei: Position = [121.56, 25.04]
  expect(judge(taipei, 5, taipei).verdict).toBe('unclear')
})
test('metres between two places are those of the map', () => expect(metresBetween([120.4, 32.5], [120.401, 32.5])).toBeCloseTo(93.98, 1))
