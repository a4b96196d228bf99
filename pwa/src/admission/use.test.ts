import { expect, test } from 'vitest'
import { isUnused, lookedFor, readingFrom, queryOf, rowsOf, spokenCount, spokenHours } from './use'
import type { Facts } from './wire'

function facts(code: string, some: Partial<Facts> = {}): Facts {
  return {
    code, title: code, item: code.slice(0, 4), category: code.slice(0, 2), listed: true, sensitive: false, filed: 0, in_order: 0, returned: 0, declined: 0, handled: 0,
    mean_hours: null, limit_hours: null, limit_text: '24小时内', share_of_limit: null, ...some,
  }
}
const ALL = [
  facts('CZ01-01', { filed: 3, returned: 1 }), facts('XF01-01', { filed: 9, declined: 4, returned: 2 }), facts('XF01-02'),
  facts('XF01-03', { in_order: 2 }), facts('MD01-01', { filed: null, returned: 0, sensitive: true }), facts('WJ01-01', { filed: 6, share_of_limit: 1.2, mean_hours: 28.8 }),
]
const READING = readingFrom({})
const codes = (rows: Facts[]) => rows.map(({ code }) => code)

test('what was looked at and found in order was used', () => expect(codes(ALL.filter(isUnused))).toEqual(['XF01-02']))
test('a count that is kept back reads as fewer than five and is no proof of never', () => {
  expect(spokenCount(null)).toBe('<5')
  expect(codes(lookedFor(ALL, 'unused'))).not.toContain('MD01-01')
})
test('the most filed, sent back and slow come first, the rest as on the list', () => {
  expect(codes(rowsOf(ALL, { ...READING, order: 'filed' }, null)).slice(0, 3)).toEqual(['XF01-01', 'WJ01-01', 'CZ01-01'])
  expect(codes(rowsOf(ALL, { ...READING, look: 'sent_back', order: 'sent_back' }, null))).toEqual(['XF01-01', 'CZ01-01'])
  expect(codes(rowsOf(ALL, { ...READING, look: 'slow' }, null))).toEqual(['WJ01-01'])
  expect(codes(rowsOf(ALL, READING, null))).toEqual(codes(ALL))
})
test('what was searched stands by how well it fits, within the category', () => {
  expect(codes(rowsOf(ALL, { ...READING, order: 'filed' }, ['XF01-03', 'CZ01-01', 'ZZ99-99', 'XF01-01']))).toEqual(['XF01-03', 'CZ01-01', 'XF01-01'])
  expect(codes(rowsOf(ALL, { ...READING, category: 'CZ' }, ['XF01-03', 'CZ01-01']))).toEqual(['CZ01-01'])
})
test('the address holds what is shown, and nothing strange comes out of it', () => {
  const reading = { days: 365, look: 'unused', category: 'XF', order: 'slow' } as const
  expect(readingFrom(queryOf(reading) as Record<string, string>)).toEqual(reading)
  expect(queryOf(READING)).toEqual({})
  expect(readingFrom({ days: '89', look: 'x', order: ['filed'] })).toEqual(READING)
})
test('hours are spoken in the unit that fits', () => {
  const say = (key: string, named?: Record<string, unknown>) => `${named?.n} ${key.split('.').pop()}`
  expect([0.001, 0.5, 3.456, 47.9, 60].map((hours) => spokenHours(hours, say))).toEqual(['1 minutes', '30 minutes', '3.5 hours', '47.9 hours', '2.5 days'])
})
