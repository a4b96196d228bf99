import { expect, test } from 'vitest'
import { boundsOfAll } from '@/map/bounds'
import { changeOf, changesOf, missingIn, type Entered } from './changes'
import { byDuty, holderOf } from './duties'
import { nameIn } from './export'
import { everyPage } from './pages'
import type { AreaRow, Assignment } from './wire'

const row = { code: '320685100201', level: 'village', name: '凤山村', parent: '320685100000' } as AreaRow
const entered = (some: Partial<Entered>): Entered => ({ change: 'rename', valid_from: '2027-01-01', name: '', code: '', other: null, parts: [{ code: '', name: '' }, { code: '', name: '' }], second: [], ...some })
const duty = (id: string, some: Partial<Assignment>) => ({ id, duty: 'lead', valid_from: '2026-01-01', valid_to: null, ...some }) as Assignment

test('only what fits an area of that level is offered', () => {
  expect(changesOf({ level: 'village' })).toEqual(['rename', 'merge', 'split', 'move'])
  expect(changesOf({ level: 'town' })).toEqual(['rename', 'merge', 'split', 'create'])
  expect(changesOf({ level: 'county' })).toEqual(['rename', 'create'])
})
test('nothing is asked before the form is whole', () => {
  expect(missingIn(row, entered({ name: '凤山村' }))).toBe(true)
  expect(missingIn(row, entered({ name: '凤山社区' }))).toBe(false)
  expect(missingIn(row, entered({ change: 'move', other: { code: row.parent!, name: '' } }))).toBe(true)
  expect(missingIn(row, entered({ change: 'create', name: '新村', code: '32068510' }))).toBe(true)
})
test('what lies below a split area goes to one part each', () => {
  const parts: Entered['parts'] = [{ code: row.code, name: '凤山村' }, { code: '320685100299', name: ' 凤东村 ' }]
  expect(changeOf(row, entered({ change: 'split', parts, second: ['b'] }), ['a', 'b', 'c'])).toEqual({
    change: 'split', code: row.code, parts: [{ code: row.code, name: '凤山村', children: ['a', 'c'] }, { code: '320685100299', name: '凤东村', children: ['b'] }],
  })
})
test('of lead and captain there is one at a time, of members many', () => {
  const people = [duty('2', { valid_from: '2026-05-01', valid_to: null }), duty('1', { valid_to: '2026-05-01' }), duty('3', { duty: 'member' })]
  expect(holderOf('lead', people)?.id).toBe('2')
  expect([holderOf('member', people), holderOf('captain', people)]).toEqual([null, null])
  expect(byDuty(people).map(([, each]) => each.map(({ id }) => id))).toEqual([['1', '2'], ['3'], []])
})
test('every page is read, and no page after the last', async () => {
  const asked: (string | null)[] = []
  const pages = await everyPage(async (after) => { asked.push(after); return { n: asked.length, next: asked.length < 3 ? String(asked.length) : null } })
  expect([asked, pages.map(({ n }) => n)]).toEqual([[null, '1', '2'], [1, 2, 3]])
})
test('bounds hold shapes of every kind, and there are none of none', () => {
  expect(boundsOfAll([{ type: 'Point', coordinates: [1, 5] }, null, { type: 'GeometryCollection', geometries: [{ type: 'LineString', coordinates: [[0, 2], [3, 4]] }] }])).toEqual([0, 2, 3, 5])
  expect(boundsOfAll([null])).toBeNull()
})
test('a saved file is called as the server calls it', () => {
  expect(nameIn('attachment; filename=grids-2026-11-21.gpkg')).toBe('grids-2026-11-21.gpkg')
  expect(nameIn("attachment; filename=x.gpkg; filename*=UTF-8''%E7%BD%91%E6%A0%BC.gpkg")).toBe('网格.gpkg')
  expect(nameIn(null)).toBeNull()
})
