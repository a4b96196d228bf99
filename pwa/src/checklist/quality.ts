import { searchClauses, type SearchIndex } from './search'

/** A line of a query file: what a worker typed, and the clauses of which one must be among the first three. */
export interface Asked {
  query: string
  right: string[]
}

export function readQueries(lines: string): Asked[] {
  return lines.split('\n').filter(Boolean).map((line) => {
    const [query, right] = line.split('\t')
    return { query: query!, right: right!.split(' ') }
  })
}

/** The queries that found none of their clauses among the first three, with what they found instead. */
export function missed(index: SearchIndex, asked: Asked[]): { query: string; right: string[]; found: string[] }[] {
  return asked.map(({ query, right }) => ({ query, right, found: searchClauses(index, query).slice(0, 3).map(({ clause }) => clause.code) }))
    .filter(({ right, found }) => !right.some((code) => found.includes(code)))
}
