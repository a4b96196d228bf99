import type { Checklist, Clause, Item } from '@/api/types'

/** A clause with what a person may type to find it, made once per edition. */
export interface Findable {
  clause: Clause
  item: Item
  title: string
  words: string
  spellings: string[]
}

export function findables(checklist: Checklist): Findable[] {
  return checklist.items.flatMap((item) => item.clauses.map((clause) => ({
    clause, item,
    title: clause.title.toLowerCase(),
    words: [...clause.nicknames, item.title, item.category_title, clause.code, clause.help].join(' ').toLowerCase(),
    spellings: clause.search.split(' '),
  })))
}

/**
 * Clauses that fit every word of the query, the best first: title, then nickname or item, then pinyin initials, then
 * pinyin. An empty query finds all in the list's own order.
 */
export function searchClauses(all: Findable[], query: string): Findable[] {
  const words = query.toLowerCase().trim().split(/\s+/).filter(Boolean)
  if (!words.length) return all
  return all
    .map((one) => ({ one, ranks: words.map((word) => rank(one, word)) }))
    .filter(({ ranks }) => ranks.every((value) => value > 0))
    .map(({ one, ranks }) => ({ one, sum: ranks.reduce((sum, value) => sum + value, 0) }))
    .sort((a, b) => b.sum - a.sum)
    .map(({ one }) => one)
}

function rank({ title, words, spellings }: Findable, word: string): number {
  if (title.startsWith(word)) return 6
  if (title.includes(word)) return 5
  if (words.includes(word)) return 4
  if (spellings.some((spelling) => spelling.startsWith(word))) return 3
  if (spellings.some((spelling) => spelling.includes(word))) return 2
  return 0
}
