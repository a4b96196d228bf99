/** Milliseconds of the search in Node for the edition on standard input: part of `python -m benchmarks.clauses`. */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { load } from './checklist.js'

const { findables, makeIndex, makeLexicon, searchClauses } = await load('checklist/search.ts')
const { readQueries } = await load('checklist/quality.ts')
const here = (name) => readFileSync(new URL(`../src/checklist/${name}`, import.meta.url), 'utf8')
const found = findables(JSON.parse(await text(process.stdin)))
const asked = readQueries(here('queries-tuned.tsv'))

function medianMs(times, act) {
  const taken = Array.from({ length: times }, () => {
    const before = performance.now()
    act()
    return performance.now() - before
  }).sort((a, b) => a - b)
  return taken[Math.floor(times / 2)]
}

const lexicon = makeLexicon(here('sounds.txt'), here('everyday.txt'))
const index = makeIndex(found, lexicon)
console.log(`  reading sounds and everyday words: ${medianMs(9, () => makeLexicon(here('sounds.txt'), here('everyday.txt'))).toFixed(1)} ms`)
console.log(`  making the index of ${found.length} clauses: ${medianMs(9, () => makeIndex(found, lexicon)).toFixed(1)} ms`)
console.log(`  one query (mean of ${asked.length}): ${(medianMs(5, () => { for (const { query } of asked) searchClauses(index, query) }) / asked.length).toFixed(2)} ms`)
