import { makeCorpus, type Corpus } from './corpus'
import { readEveryday, type Everyday } from './everyday'
import { findables, type Findable } from './findable'
import { asSyllables, letterScores } from './letters'
import { readSounds, type Sounds } from './sounds'
import { spanScores, type Unit } from './spans'
import { takeApart } from './typed'

export { findables, type Findable }

/** What the search knows besides the list: how characters sound, and which everyday words mean the same. */
export interface Lexicon {
  sounds: Sounds
  everyday: Everyday
}

export function makeLexicon(sounds: string, everyday: string): Lexicon {
  const read = readSounds(sounds)
  return { sounds: read, everyday: readEveryday(everyday, read) }
}

export interface SearchIndex {
  corpus: Corpus
  lexicon: Lexicon
}

/** Made once per edition; a few milliseconds. */
export function makeIndex(found: Findable[], lexicon: Lexicon): SearchIndex {
  return { corpus: makeCorpus(found, lexicon.sounds), lexicon }
}

/** Below this nothing of what was typed is really there. */
const LEAST = 0.1
/** A result this much worse than the best one is no help any more. */
const FAR_BEHIND = 0.35

/**
 * The clauses that fit what was typed, the best first: by words, everyday names, pinyin, initials or code, with
 * slips. None for a query that says nothing or fits nothing.
 */
export function searchClauses({ corpus, lexicon }: SearchIndex, query: string): Findable[] {
  const { characters, letters } = takeApart(query)
  const scores = new Float32Array(corpus.found.length)
  if (characters.length) add(scores, spanScores(corpus, characters.flatMap((word) => unitsOf(word, lexicon.sounds)), lexicon.everyday), 1)
  const codes = letters.filter((word) => /\d/.test(word))
  for (const code of codes) corpus.found.forEach(({ clause }, at) => { if (clause.code.toLowerCase().replace('-', '').startsWith(code.replace('-', ''))) scores[at]! += 2 })
  const typed = letters.filter((word) => !/\d/.test(word))
  if (typed.length) add(scores, byLetters(corpus, lexicon, typed), characters.length ? 0.5 : 1)
  return ranked(corpus.found, scores)
}

/** Letters may be pinyin of any words, parted or not, or initials of one name: whichever fits better. */
function byLetters(corpus: Corpus, lexicon: Lexicon, words: string[]): Float32Array {
  const best = letterScores(corpus, words.join(''))
  const parts = words.length > 1 ? words.map((word) => letterScores(corpus, word)) : []
  for (let at = 0; at < best.length; at++) {
    const mean = parts.reduce((sum, part) => sum + part[at]!, 0) / (parts.length || 1)
    if (mean * 0.9 > best[at]!) best[at] = mean * 0.9
  }
  const syllables = words.map((word) => asSyllables(word, lexicon.sounds))
  if (syllables.every((row) => row !== null)) {
    const units = syllables.flat().map((sound) => ({ character: 0, sound: sound! }))
    const heard = spanScores(corpus, units, lexicon.everyday)
    for (let at = 0; at < best.length; at++) if (heard[at]! > best[at]!) best[at] = heard[at]!
  }
  return best
}

/** Words that only hold a sentence together. */
const FILLING = /[的了着呢吗吧啊呀很]/g

function unitsOf(word: string, sounds: Sounds): Unit[] {
  const bare = word.replace(FILLING, '')
  return [...(bare.length > 1 ? bare : word)].map((character) => ({ character: character.charCodeAt(0), sound: sounds.of(character.charCodeAt(0)) }))
}

function add(into: Float32Array, from: Float32Array, times: number): void {
  for (let at = 0; at < into.length; at++) into[at]! += from[at]! * times
}

function ranked(found: Findable[], scores: Float32Array): Findable[] {
  const order = [...scores.keys()].filter((at) => scores[at]! > LEAST).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const best = order.length ? scores[order[0]!]! : 0
  return order.filter((at) => scores[at]! >= best * FAR_BEHIND).map((at) => found[at]!)
}
