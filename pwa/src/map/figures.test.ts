import { expect, test } from 'vitest'
import type { GridFeature } from '@/api/types'
import { linesOf, spokenCount } from './figures'
import { classOf, gridWords } from './layers'

const grid = (code: string, name: string, village: string) => ({ properties: { code, name, village: { code: '', name: village } } }) as unknown as GridFeature
const grids = [grid('1', '一网格', '凤山村'), grid('2', '二网格', '凤山村'), grid('3', '三网格', '三里村')]
const figures = { 2: { open: 12, late: null }, 3: { open: null, late: 0 }, 9: { open: 7, late: 0 } }

test('the busiest grids come first, fewer than five before none', () => {
  expect(linesOf(figures, grids).map(({ code }) => code)).toEqual(['2', '9', '3', '1'])
})
test('a grid of which only the code is known is listed all the same', () => expect(linesOf(figures, grids)[1]).toMatchObject({ name: '9', open: 7 }))
test('fewer than five are not counted out', () => expect([null, 0, 5].map(spokenCount)).toEqual(['<5', '0', '5']))
test('the shade follows the count', () => expect([0, 1, 4, 5, 9, 10].map(classOf)).toEqual([0, 1, 1, 2, 2, 3]))
test('a grid on the map says its name, and how much is open where something is', () => {
  const words = JSON.stringify(gridWords({ 2: { open: 12, late: 0 }, 3: { open: null, late: 0 } }, (n) => `在办 ${n}`))
  expect(words).toContain('["match",["get","code"],"2","\\n在办 12","3","\\n在办 <5",""]')
  expect(gridWords({}, String)).toEqual(['get', 'name'])
})
