import type { Corpus } from './corpus'
import type { Everyday } from './everyday'

/** One thing typed: a character with its sound, or (from pinyin) a sound alone. */
export interface Unit {
  character: number
  sound: number
}

/** Longer pieces say more than their parts: they are what the person meant as one word. */
const worth = (length: number) => (length === 1 ? 0.35 : length - 0.4)
const ALIKE = 0.6
const WHOLE = 1.25
const OTHER_WORD = 0.75
const SWAPPED = 0.6
const APART = 0.55
const FARTHEST = 5

/**
 * For each clause how much of what was typed it holds, from 0 to about 1. The typed row is cut into pieces so that
 * each clause shows its best; order does not matter, rare pieces count more, a word may stand for another.
 */
export function spanScores(corpus: Corpus, units: Unit[], everyday: Everyday): Float32Array {
  const clauses = corpus.found.length
  const scores = new Float32Array(clauses)
  if (!units.length) return scores
  const gains = gainsOf(corpus, units, everyday)
  const rarest = Math.log(clauses + 1)
  const ideal = worth(units.length) * rarest
  const best = new Float32Array(units.length + 1)
  for (let clause = 0; clause < clauses; clause++) {
    let any = false
    for (let end = 1; end <= units.length; end++) {
      let value = best[end - 1]!
      for (let start = 0; start < end; start++) {
        const gain = gains[start]![end - start]?.[clause]
        if (gain && best[start]! + gain > value) { value = best[start]! + gain; any = true }
      }
      best[end] = value
    }
    if (any) scores[clause] = best[units.length]! / ideal
  }
  return scores
}

/** gains[start][length][clause]: what that piece is worth in that clause. */
function gainsOf(corpus: Corpus, units: Unit[], everyday: Everyday): (Float32Array | undefined)[][] {
  const clauses = corpus.found.length
  const gains: (Float32Array | undefined)[][] = units.map(() => [])
  units.forEach((_, start) => {
    const pieces = gains[start]!
    piecesFrom(corpus, units, start, pieces)
    pieces.forEach((weights, length) => weights && scale(weights, worth(length), clauses))
  })
  for (let start = 0; start + 1 < units.length; start++) {
    const [one, other] = [units[start]!.character, units[start + 1]!.character]
    if (!one || !other || one === other) continue
    const weights = weightsOf(corpus, String.fromCharCode(other, one))
    scale(weights, worth(2) * SWAPPED, clauses)
    merge((gains[start]![2] ??= new Float32Array(clauses)), weights)
  }
  // Words that something stands between: 办的那张卡 is about 办卡.
  for (let start = 0; start < units.length; start++) {
    for (let length = 3; length <= Math.min(FARTHEST, units.length - start); length++) {
      const [one, other] = [units[start]!.character, units[start + length - 1]!.character]
      if (!one || !other) continue
      const weights = weightsOf(corpus, String.fromCharCode(one, other))
      scale(weights, worth(2) * APART, clauses)
      merge((gains[start]![length] ??= new Float32Array(clauses)), weights)
    }
  }
  const typed = String.fromCharCode(...units.map(({ character }) => character))
  const heard = String.fromCharCode(...units.map(({ sound }) => sound))
  for (let start = 0; start < units.length; start++) {
    for (let length = 1; length <= Math.min(7, units.length - start); length++) {
      const said = everyday.for(typed.slice(start, start + length))
      const others = said.length ? said : everyday.heard(heard.slice(start, start + length))
      for (const other of others) {
        const weights = weightsOf(corpus, other)
        scale(weights, worth(Math.max(2, length)) * (said.length ? OTHER_WORD : OTHER_WORD * OTHER_WORD), clauses)
        merge((gains[start]![length] ??= new Float32Array(clauses)), weights)
      }
    }
  }
  return gains
}

/** Finds every piece that begins at `start`, by its characters or by what sounds alike; into[length][clause] = weight. */
function piecesFrom(corpus: Corpus, units: Unit[], start: number, into: (Float32Array | undefined)[]): void {
  const first = units[start]!
  const places = first.sound ? corpus.bySound : corpus.byCharacter
  for (let place = places.first[first.sound || first.character]!; place; place = places.next[place]!) {
    const text = corpus.texts[place]!
    let same = 0
    for (let length = 1; start + length <= units.length; length++) {
      const at = place + length - 1
      const unit = units[start + length - 1]!
      if (corpus.texts[at] !== text) break
      if (unit.character && corpus.characters.charCodeAt(at) === unit.character) same++
      else if (!unit.sound || corpus.sounds[at] !== unit.sound) break
      if (length === 1 && !same) continue // one syllable alone sounds like too much
      const whole = corpus.lengthOf[text] === length && length > 1
      const weight = corpus.weightOf[text]! * (ALIKE + (1 - ALIKE) * same / length) * (whole ? WHOLE : 1)
      const weights = (into[length] ??= new Float32Array(corpus.found.length))
      const clause = corpus.clauseOf[text]!
      if (weight > weights[clause]!) weights[clause] = weight
    }
  }
}

/** Where a word of the list stands, by clause. */
function weightsOf(corpus: Corpus, word: string): Float32Array {
  const weights = new Float32Array(corpus.found.length)
  const { first, next } = corpus.byCharacter
  for (let place = first[word.charCodeAt(0)]!; place; place = next[place]!) {
    if (!corpus.characters.startsWith(word, place)) continue
    const text = corpus.texts[place]!
    const clause = corpus.clauseOf[text]!
    const weight = corpus.weightOf[text]! * (corpus.lengthOf[text] === word.length ? WHOLE : 1)
    if (weight > weights[clause]!) weights[clause] = weight
  }
  return weights
}

/** Weights become worth: a piece that many clauses hold tells little. */
function scale(weights: Float32Array, by: number, clauses: number): void {
  let holding = 0
  for (const weight of weights) if (weight) holding++
  const rare = Math.log((clauses + 1) / (holding + 0.5)) * by
  for (let clause = 0; clause < clauses; clause++) weights[clause]! *= rare
}

function merge(into: Float32Array, from: Float32Array): void {
  for (let clause = 0; clause < into.length; clause++) if (from[clause]! > into[clause]!) into[clause] = from[clause]!
}
