import { expect, test } from 'vitest'
import { treeOf, type Branch } from './areas'
import { spokenDay, standsOn, tenseOf } from './days'
import { countsOf } from './moves'
import type { AreaRow, Moves } from './wire'

const row = (code: string, parent: string | null): AreaRow => ({ code, parent, level: 'town', name: code, successor: null, valid_from: '2020-01-01', valid_to: null, version: 1, outlined: false, in_force: true })
const drawn = (branches: Branch[]): string => branches.map(({ row: { code }, below }) => code + (below.length ? `(${drawn(below)})` : '')).join(' ')

test('areas stand below the area they belong to, by code', () => {
  expect(drawn(treeOf([row('12', '1'), row('1', '0'), row('11', '1'), row('111', '11'), row('2', '0')]))).toBe('1(11(111) 12) 2')
})
test('a version holds from its first day up to, not including, its last', () => {
  const version = { valid_from: '2026-01-01', valid_to: '2027-01-01' }
  expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((day) => standsOn(version, day))).toEqual([false, true, true, false])
  expect(['2025-12-31', '2026-06-01', '2027-01-01'].map((day) => tenseOf(version, day))).toEqual(['coming', 'now', 'past'])
})
test('a day is the same day in every time zone', () => expect(spokenDay('2027-01-01', 'zh-CN')).toBe('2027年1月1日'))
test('only ways of changing that occur are counted', () => {
  const grids = (['ended', 'new', 'new'] as const).map((change) => ({ change })) as Moves['grids']
  expect(countsOf({ grids })).toEqual([['new', 2], ['ended', 1]])
})
