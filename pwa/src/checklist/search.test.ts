import { expect, test } from 'vitest'
import type { Checklist, Clause } from '@/api/types'
import { numbersFor } from './phones'
import { findables, searchClauses } from './search'

const clause = (code: string, title: string, more: Partial<Clause> = {}) =>
  ({ code, title, help: '', nicknames: [], search: '', flags: [], ...more }) as unknown as Clause
const list = findables({
  items: [
    { code: 'XF01', title: '疏散通道与消防车道', category: 'XF', category_title: '消防安全', clauses: [
      clause('XF01-01', '楼道堆物', { nicknames: ['堆杂物', '纸箱'], search: 'lddw loudaoduiwu dzw' }),
      clause('XF01-02', '安全出口锁闭', { search: 'aqcksb anquanchukousuobi' }),
    ] },
    { code: 'HJ01', title: '河道', category: 'HJ', category_title: '生态环境', clauses: [clause('HJ01-01', '河道堆物', { search: 'hddw hedaoduiwu' })] },
  ],
} as unknown as Checklist)
const found = (query: string) => searchClauses(list, query).map(({ clause: { code } }) => code)

test('a clause is found by a word of its title', () => expect(found('楼道')).toEqual(['XF01-01']))
test('by its pinyin initials', () => expect(found('aqck')).toEqual(['XF01-02']))
test('by its pinyin, also in capitals', () => expect(found('LouDao')).toEqual(['XF01-01']))
test('by what people call it', () => expect(found('纸箱')).toEqual(['XF01-01']))
test('by its code', () => expect(found('hj01')).toEqual(['HJ01-01']))
test('by its item and category', () => expect(found('消防')).toEqual(['XF01-01', 'XF01-02']))
test('only if every word fits', () => expect(found('堆物 河')).toEqual(['HJ01-01']))
test('nothing is found by what is in no clause', () => expect(found('飞机')).toEqual([]))
test('all are found by nothing, in the order of the list', () => expect(found('  ')).toEqual(['XF01-01', 'XF01-02', 'HJ01-01']))

test('the numbers that the help names come first, in its order', () => {
  expect(numbersFor('有人落水先打120，再打110；不是热线1234567。')).toEqual({ first: ['120', '110'], rest: ['119', '12345'] })
})
