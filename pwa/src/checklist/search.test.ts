import { describe, expect, test } from 'vitest'
import type { Checklist, Clause } from '@/api/types'
import { lexicon } from './lexicon'
import { numbersFor } from './phones'
import { findables, makeIndex, searchClauses } from './search'

const clause = (code: string, title: string, more: Partial<Clause> = {}) =>
  ({ code, title, help: '', nicknames: [], search: '', flags: [], ...more }) as unknown as Clause
const index = makeIndex(findables({
  items: [
    { code: 'XF01', title: '疏散通道与消防车道', category: 'XF', category_title: '消防安全', clauses: [
      clause('XF01-01', '楼道堆物', { nicknames: ['纸箱'], search: "lou'dao'dui'wu zhi'xiang", help: '走廊里放着旧家具的算。' }),
      clause('XF01-02', '安全出口锁闭', { search: "an'quan'chu'kou'suo'bi" }),
    ] },
    { code: 'XF02', title: '消防设施器材', category: 'XF', category_title: '消防安全', clauses: [
      clause('XF02-02', '消火栓损坏无水', { nicknames: ['消防栓'], search: "xiao'huo'shuan'sun'huai'wu'shui xiao'fang'shuan" }),
    ] },
    { code: 'XF04', title: '九小场所', category: 'XF', category_title: '消防安全', clauses: [
      clause('XF04-01', '住宿与生产经营合用', { nicknames: ['三合一'], search: "zhu'su'yu'sheng'chan'jing'ying'he'yong san'he'yi" }),
    ] },
    { code: 'HJ01', title: '河道', category: 'HJ', category_title: '生态环境', clauses: [clause('HJ01-01', '河道堆物', { search: "he'dao'dui'wu" })] },
  ],
} as unknown as Checklist), lexicon)
const found = (query: string) => searchClauses(index, query).map(({ clause: { code } }) => code)

describe('a clause is found', () => {
  test.each([
    ['a word of its title', '楼道', 'XF01-01'], ['parts in any order', '堆物 河', 'HJ01-01'], ['what people call it', '纸箱', 'XF01-01'],
    ['a word of its help', '旧家具', 'XF01-01'], ['an everyday word for the list’s own', '电梯口走道放东西', 'XF01-01'],
    ['pinyin', 'LouDao', 'XF01-01'], ['pinyin in parts', 'lou dao', 'XF01-01'], ['initials', 'aqck', 'XF01-02'],
    ['pinyin that is cut short', 'xiaofshuan', 'XF02-02'], ['characters that sound alike', '消防拴', 'XF02-02'],
    ['z for zh and in for ing', 'zusu yu senchan', 'XF04-01'], ['a letter left out', 'xiofangshuan', 'XF02-02'],
    ['a letter doubled', 'xiaofanggshuan', 'XF02-02'], ['letters swapped', 'xiaofnagshuan', 'XF02-02'],
    ['digits of any kind', '3合１', 'XF04-01'], ['formal digits', '叁合壹', 'XF04-01'], ['traditional characters', '樓道', 'XF01-01'], ['its code', 'hj01', 'HJ01-01'], ['its whole code', 'XF01-02', 'XF01-02'],
  ])('by %s: %s', (_, query, code) => expect(found(query)[0]).toBe(code))
})
test('nothing is found by what is in no clause', () => expect(found('飞机')).toEqual([]))
test.each(['', '  ', '!?', '，。'])('a query that says nothing finds nothing: “%s”', (query) => expect(found(query)).toEqual([]))
test.each(['x'.repeat(400), '消'.repeat(200), '🔥', '<script>', '%00', 'XF99-99'])('odd input breaks nothing: %s', (query) => expect(() => found(query)).not.toThrow())
test('a list that spells nothing is still searched by its words', () => {
  const bare = makeIndex(findables({ items: [{ code: 'A', title: '甲', category: 'A', category_title: '类', clauses: [clause('A-1', '井盖缺失')] }] } as unknown as Checklist), lexicon)
  expect(searchClauses(bare, '井盖')).toHaveLength(1)
  expect(searchClauses(bare, 'jinggai')).toHaveLength(1)
})

test('the numbers that the help names come first, in its order', () => {
  expect(numbersFor('有人落水先打120，再打110；不是热线1234567。')).toEqual({ first: ['120', '110'], rest: ['119', '12345'] })
})
