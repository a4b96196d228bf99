import { expect, test } from 'vitest'
import type { Clause } from '@/api/types'
import { mostUsed } from './uses'
import { isOffered } from './view'

const NOW = new Date('2026-07-15T08:00:00Z')
const use = (code: string, at: string, grid: string | null = null) => ({ code, at, grid })

test('what was filed in this grid stands before what was filed elsewhere', () => {
  expect(mostUsed([use('A', '2026-07-10', 'other'), use('A', '2026-07-09', 'other'), use('B', '2026-07-01', 'here')], 'here', NOW)).toEqual(['B', 'A'])
})
test('last summer counts as much as this one, last winter less', () => {
  expect(mostUsed([use('winter', '2026-01-10'), use('winter', '2026-01-11'), use('summer', '2025-07-20')], null, NOW)).toEqual(['summer', 'winter'])
})
test('of equals the newer stands first', () => expect(mostUsed([use('old', '2026-06-20'), use('new', '2026-07-14')], null, NOW)).toEqual(['new', 'old']))

const clause = (more: Partial<Clause>) => ({ only_from_instruction: false, offered_from: null, offered_until: null, ...more }) as Clause
test.each([
  ['without dates', {}, true], ['on its last day', { offered_until: '2026-07-15' }, true], ['after its last day', { offered_until: '2026-07-14' }, false],
  ['before its first day', { offered_from: '2026-07-16' }, false], ['that comes from instructions only', { only_from_instruction: true }, false],
])('a clause %s is offered: %#', (_, more, offered) => expect(isOffered(clause(more), '2026-07-15')).toBe(offered))
