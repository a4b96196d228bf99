import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { lexicon } from './lexicon'
import heldOut from './queries-held-out.tsv?raw'
import tuned from './queries-tuned.tsv?raw'
import { missed, readQueries } from './quality'
import { findables, makeIndex } from './search'

const checkout = new URL('../../../', import.meta.url).pathname
const python = process.env.PYTHON ?? `${checkout}var/venv/bin/python`
const all = findables(JSON.parse(execFileSync(python, ['-m', 'checklists'], { cwd: checkout, encoding: 'utf8', maxBuffer: 1 << 28 })))
const index = makeIndex(all, lexicon)
const codes = new Set(all.map(({ clause }) => clause.code))

/** Both halves are what workers would type; nobody looked at the second while the search was being made better. */
test.each([{ name: 'tuned with', lines: tuned }, { name: 'held out', lines: heldOut }])('of the queries $name at least 95 in 100 find their clause among the first three', ({ name, lines }) => {
  const asked = readQueries(lines)
  const wrong = missed(index, asked)
  const rate = 1 - wrong.length / asked.length
  console.info(`search, ${name}: ${asked.length - wrong.length} of ${asked.length} queries, ${(100 * rate).toFixed(1)} %`)
  expect(rate, JSON.stringify(wrong, null, 1)).toBeGreaterThanOrEqual(0.95)
})
test('there are at least 150 queries in each half, none twice, and each names clauses that there are', () => {
  const [first, second] = [readQueries(tuned), readQueries(heldOut)]
  expect(Math.min(first.length, second.length)).toBeGreaterThanOrEqual(150)
  const queries = [...first, ...second].map(({ query }) => query)
  expect(new Set(queries).size).toBe(queries.length)
  for (const { query, right } of [...first, ...second]) for (const code of right) expect(codes.has(code), `${query}: ${code}`).toBe(true)
})
