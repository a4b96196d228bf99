import { expect, test } from 'vitest'
import { inOrder, nextAfter, sameIn, spokenSize, spotsOf, stepFrom } from './faults'
import { refusalOf, told } from './upload'
import type { Fault } from './wire'

const say = (key: string, named: Record<string, unknown>) => `${key.split('.').pop()} ${String(named.n)}`
const fault = (id: number, some: Partial<Fault> = {}): Fault => ({
  id, code: 'overlap', title: '重叠', advice: '', detail: '', length_m: null, severity: 'error', codes: [], area_m2: null, spot: [120.4, 32.5], repairable: true, repair: null, accepted: false, ...some,
})

test('what blocks the division comes first, what is accepted last', () => {
  const list = inOrder([fault(1, { severity: 'warning' }), fault(2, { accepted: true }), fault(4), fault(3)])
  expect(list.map(({ id }) => id)).toEqual([3, 4, 1, 2])
})
test('after an accepted repair the next open fault is at hand, at the end the one before', () => {
  const list = [fault(1), fault(2), fault(3, { accepted: true }), fault(4)]
  expect(nextAfter(list, 2)?.id).toBe(4)
  expect(nextAfter(list, 4)?.id).toBe(2)
  expect(nextAfter([fault(1)], 1)).toBeNull()
})
test('a fault is known again after a check that numbered all anew', () => {
  const [gap, overlap] = [fault(8, { code: 'gap', codes: ['1', '2'] }), fault(9, { codes: ['2', '3'] })]
  expect(sameIn([gap, overlap], fault(3, { codes: ['2', '3'] }))).toBe(overlap)
  expect(sameIn([gap, overlap], fault(3, { codes: ['7'], spot: [121, 33] }))).toBeNull()
})
test('keys go up and down and stay at the ends', () => {
  const list = [fault(1), fault(2)]
  expect([stepFrom(list, null, 1)?.id, stepFrom(list, 1, 1)?.id, stepFrom(list, 2, 1)?.id, stepFrom(list, 1, -1)?.id]).toEqual([1, 2, 2, 1])
  expect(stepFrom([], null, 1)).toBeNull()
})
test.each([
  [{ area_m2: 32_000, length_m: null }, 'ha 3.2'], [{ area_m2: 850.4, length_m: null }, 'm2 850'], [{ area_m2: 0.356, length_m: null }, 'm2 0.36'],
  [{ area_m2: 0.001, length_m: null }, 'm2 <0.01'], [{ area_m2: 0, length_m: null }, 'm2 0'], [{ area_m2: null, length_m: 12.34 }, 'm 12.3'], [{ area_m2: null, length_m: null }, ''],
])('a size is said in the unit that fits', (size, words) => expect(spokenSize(size, say)).toBe(words))
test('a fault without a spot is in the list only', () => {
  const spots = spotsOf([fault(1), fault(2, { spot: null }), fault(3, { accepted: true })])
  expect(spots.features.map(({ properties }) => properties)).toEqual([{ id: 1, state: 'error' }, { id: 3, state: 'accepted' }])
})
test('a part of a shapefile alone is refused with a reason of its own', () => {
  expect(['grids.shp', 'grids.docx', 'grids.ZIP', 'grids.gpkg'].map((name) => refusalOf({ name, size: 5 }))).toEqual(['shp', 'ending', null, null])
  expect(refusalOf({ name: 'a.gpkg', size: 0 })).toBe('empty')
  expect(refusalOf({ name: 'a.gpkg', size: 101 * 1024 * 1024 })).toBe('large')
})
test('a refused file brings the server\'s sentence; a proxy\'s page brings none', () => {
  expect(told(422, JSON.stringify({ type: 'file-unreadable', title: '这个文件读不出来。', status: 422 }))).toMatchObject({ code: 'file-unreadable', title: '这个文件读不出来。' })
  expect(told(502, '<html>')).toMatchObject({ title: '', retry: true })
})
