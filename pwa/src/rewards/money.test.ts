import { expect, test } from 'vitest'
import { earned, monthOf, spokenMonth, yuan } from './money'

test.each([[0, '¥0.00'], [5, '¥0.05'], [1050, '¥10.50'], [2000, '¥20.00'], [123456789, '¥1,234,567.89'], [-2000, '−¥20.00']])('%d fen are %s', (fen, words) => {
  expect(yuan(fen)).toBe(words)
})

test('a payment is the same money on its way out and earns nothing', () => {
  const rows = [{ kind: 'award', amount_fen: 2000 }, { kind: 'reversed', amount_fen: -500 }, { kind: 'paid', amount_fen: 1500 }, { kind: 'bounced', amount_fen: -1500 }]
  expect(earned(rows)).toBe(1500)
})

test('the month turns at midnight in China', () => {
  expect([monthOf(new Date('2026-11-30T15:59:59Z')), monthOf(new Date('2026-11-30T16:00:00Z'))]).toEqual(['2026-11', '2026-12'])
})

test('a month is said in the reader’s language', () => {
  expect([spokenMonth('2026-11', 'zh-CN'), spokenMonth('2026-11', 'en')]).toEqual(['2026年11月', 'November 2026'])
})
