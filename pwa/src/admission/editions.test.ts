import { expect, test } from 'vitest'
import { followedBy, inOrder, standingOf } from './editions'
import { placesFor } from './places'
import { goesOn, knownSteps } from './states'
import type { Edition, Span } from './wire'

const span = (some: Partial<Span> = {}): Span => ({ area: null, first_day: null, until: null, accepted_until: null, ...some })
const edition = (name: string, spans: Span[] = [], some: Partial<Edition> = {}): Edition =>
  ({ edition: name, title: name, status: 'published', digest: '', items: 2, clauses: 3, in_force: false, spans, ...some })
const TOWN = '320685100000'
const OLD = edition('2026', [span({ until: '2027-01-01' })], { in_force: true })
const TRIED = edition('2027-a', [span({ area: TOWN, first_day: '2026-12-01', until: '2027-01-01' })])
const NEXT = edition('2027', [span({ first_day: '2027-01-01' })])
const LYING = edition('2028')

test('an edition is in force, planned, over, or only lies there', () => {
  expect([OLD, NEXT, LYING, edition('x', [], { status: 'draft' })].map((one) => standingOf(one, '2026-11-22'))).toEqual(['in_force', 'planned', 'idle', 'draft'])
  expect(standingOf({ ...OLD, in_force: false }, '2027-02-01')).toBe('over')
})
test('what is in force comes first', () => expect(inOrder([LYING, NEXT, OLD], '2026-11-22').map(({ edition: name }) => name)).toEqual(['2026', '2027', '2028']))
test('an activation follows what holds in its area on that day', () => {
  const all = [OLD, TRIED, NEXT, LYING]
  expect([['2026-11-30', TOWN], ['2026-12-05', TOWN], ['2026-12-05', null], ['2027-01-01', TOWN]].map(([day, area]) => followedBy(all, area!, day!)?.edition)).toEqual(['2026', '2027-a', '2026', '2027'])
})
test('steps are the server\'s, in the order of the road; one that this page does not know is not offered', () => {
  expect(knownSteps(['withdraw', 'teleport', 'submit', 'amend'])).toEqual(['amend', 'submit', 'withdraw'])
  expect(knownSteps(['reject', 'review']).filter(goesOn)).toEqual(['review'])
})
test('everybody finds the pages of what they may do, and a worker none', () => {
  expect(placesFor(['clause.apply']).map(({ to }) => to)).toEqual(['/admissions'])
  expect(placesFor(['clause.use', 'clause.apply', 'clause.admit']).map(({ to }) => to)).toEqual(['/clauses', '/admissions', '/editions'])
  expect(placesFor(['report.file'])).toEqual([])
})
