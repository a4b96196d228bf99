import everyday from './everyday.txt?raw'
import { makeIndex, makeLexicon, searchClauses, type Lexicon } from './search'
import sounds from './sounds.txt?raw'

export { makeIndex, searchClauses }

/** With the search a chunk of its own: nobody pays for it before looking for a clause. */
export const lexicon: Lexicon = makeLexicon(sounds, everyday)
