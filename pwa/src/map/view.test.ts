import { expect, test } from 'vitest'
import { periodOf, queryOf, tilesOf, today, viewFrom } from './view'

const late = new Date('2026-11-22T17:30:00Z') // the 23rd in China

test('the day is the county\'s, not the browser\'s', () => expect(today(late)).toBe('2026-11-23'))
test('a plain address shows the grids of today', () => {
  expect(viewFrom({})).toEqual({ sheet: 'grids', on: '', clause: '', from: '', to: '', grid: '' })
  expect(queryOf(viewFrom({}))).toEqual({})
})
test('what is shown can be read back from the address', () => {
  const view = { sheet: 'heat' as const, on: '2026-01-01', clause: 'XF01-02', from: '2026-10-01', to: '2026-10-31', grid: '320685100201001' }
  expect(viewFrom(queryOf(view) as Record<string, string>)).toEqual(view)
})
test('a garbled address asks for nothing odd', () => {
  expect(viewFrom({ sheet: 'roads', on: 'yesterday', from: ['2026-01-01'] })).toMatchObject({ sheet: 'grids', on: '', from: '' })
})
test('heat without a period is that of the last twelve weeks', () => {
  expect(periodOf({ from: '', to: '' }, late)).toEqual({ from: '2026-08-31', to: '2026-11-23' })
  expect(periodOf({ from: '2026-01-01', to: '2026-01-31' }, late)).toEqual({ from: '2026-01-01', to: '2026-01-31' })
})
test('tiles are asked for by day, clause and period where it matters', () => {
  const view = viewFrom({ on: '2026-01-01', clause: 'XF01-02' })
  expect(tilesOf('grids', view, 'http://here')).toBe('http://here/api/v1/tiles/grids/{z}/{x}/{y}.mvt?on=2026-01-01')
  expect(tilesOf('heat', view, 'http://here', late)).toBe('http://here/api/v1/tiles/heat/{z}/{x}/{y}.mvt?from=2026-08-31&to=2026-11-23&clause=XF01-02')
  expect(tilesOf('grids', viewFrom({}), 'http://here')).toBe('http://here/api/v1/tiles/grids/{z}/{x}/{y}.mvt')
})
