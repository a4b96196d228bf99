import type { Corpus, Phrase } from './corpus'
import type { Sounds } from './sounds'

/**
 * How well letters fit each clause's title and nicknames: whole pinyin, initials, a mixture of both, and with a slip of
 * the finger where nothing fits as typed. From 0 to about 1.
 */
export function letterScores(corpus: Corpus, letters: string): Float32Array {
  const scores = new Float32Array(corpus.found.length)
  const loose = fold(letters)
  let best = 0
  for (const phrase of corpus.phrases) {
    const fit = Math.max(phraseFit(phrase.syllables, letters), 0.95 * phraseFit(phrase.loose, loose)) * phrase.weight
    if (fit > scores[phrase.clause]!) scores[phrase.clause] = fit
    if (fit > best) best = fit
  }
  if (best < 0.6 && letters.length > 3) slips(corpus.phrases, loose, scores)
  return scores
}

/** Whether letters could be the initials of something or are pinyin at all; else they are not worth comparing. */
function fold(letters: string): string {
  return letters.replace(/([zcs])h/g, '$1').replace(/ng/g, 'n')
}

/** The best way to read the letters as syllables that follow each other, each whole or cut short. */
function phraseFit(syllables: string[], letters: string): number {
  let best = 0
  for (let start = 0; start < syllables.length; start++) {
    const read = readFrom(syllables, start, letters, 0)
    if (!read) continue
    const covered = read.used / syllables.length
    const known = letters.length / syllables.slice(start, start + read.used).join('').length
    const fit = (0.45 + 0.3 * covered + (start ? 0 : 0.1)) * (0.75 + 0.25 * known) + (covered === 1 ? 0.15 : 0)
    if (letters.length > 1 || start === 0) best = Math.max(best, read.used > 1 || known > 0.9 ? fit : fit * 0.5)
  }
  return best
}

interface Read { used: number }

/** Reads letters from `at` on as the syllables from `start` on; whole syllables first, then ever shorter beginnings. */
function readFrom(syllables: string[], start: number, letters: string, at: number): Read | null {
  if (at === letters.length) return { used: 0 }
  const syllable = syllables[start]
  if (syllable === undefined) return null
  let common = 0
  while (common < syllable.length && syllable[common] === letters[at + common]) common++
  for (let length = common; length > 0; length--) {
    const rest = readFrom(syllables, start + 1, letters, at + length)
    if (rest) return { used: rest.used + 1 }
  }
  return null
}

/** Letters left out, doubled, swapped or mistaken. */
function slips(phrases: Phrase[], letters: string, scores: Float32Array): void {
  const allowed = letters.length < 8 ? 1 : letters.length < 13 ? 2 : 3
  for (const { clause, weight, loose } of phrases) {
    const written = loose.join('')
    if (written.length + allowed < letters.length || !written) continue
    const wrong = distanceWithin(fold(letters).replace(/^n/, 'l'), written)
    if (wrong > allowed) continue
    const fit = weight * (1 - 2 * wrong / letters.length) * (0.55 + 0.3 * Math.min(1, letters.length / written.length))
    if (fit > scores[clause]!) scores[clause] = fit
  }
}

/** The fewest slips by which `part` stands somewhere in `text`: one letter more, less, other, or two swapped. */
function distanceWithin(part: string, text: string): number {
  let before: number[] = []
  let previous = new Array<number>(text.length + 1).fill(0)
  for (let i = 1; i <= part.length; i++) {
    const row = [i]
    for (let j = 1; j <= text.length; j++) {
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (part[i - 1] === text[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && part[i - 1] === text[j - 2] && part[i - 2] === text[j - 1]) value = Math.min(value, before[j - 2]! + 1)
      row.push(value)
    }
    before = previous
    previous = row
  }
  return Math.min(...previous)
}

/** Letters as a row of syllables, or null where they are not all pinyin; the longest syllables first. */
export function asSyllables(letters: string, sounds: Sounds): number[] | null {
  const ways: (number[] | null | undefined)[] = []
  const read = (at: number): number[] | null => {
    if (at === letters.length) return []
    if (ways[at] !== undefined) return ways[at]!
    ways[at] = null
    for (let length = Math.min(6, letters.length - at); length > 0; length--) {
      const sound = sounds.number(letters.slice(at, at + length))
      const rest = sound && read(at + length)
      if (sound && rest) return (ways[at] = [sound, ...rest])
    }
    return null
  }
  return read(0)
}
