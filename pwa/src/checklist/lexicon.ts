import everyday from './everyday.txt?raw'
import { makeLexicon, type Lexicon } from './search'
import sounds from './sounds.txt?raw'

/** Its own chunk: nobody pays for it before looking for a clause. */
export const lexicon: Lexicon = makeLexicon(sounds, everyday)
