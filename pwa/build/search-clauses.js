/** `npm run search-clauses -- WORD…`: at most ten clause codes, the best first, one a line. */
import { load, readEdition } from './checklist.js'

const MOST = 10
const query = process.argv.slice(2).join(' ')
const [{ findables, makeIndex, searchClauses }, { lexicon }] = [await load('checklist/search.ts'), await load('checklist/lexicon.ts')]
for (const { clause } of searchClauses(makeIndex(findables(readEdition()), lexicon), query).slice(0, MOST)) console.log(clause.code)
