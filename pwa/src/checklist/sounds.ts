/** Pinyin of common characters, and which sounds people type for each other. */
export interface Sounds {
  /** The sound of one character (its code), or 0 where the table has none. The same number means: sounds alike. */
  of(character: number): number
  /** The number of a syllable as it is written, or 0 for what is none. */
  number(syllable: string): number
  /** Above every number. */
  size: number
}

/** There are some 400 syllables, and each is asked for thousands of times; other letters are not kept for ever. */
const foldings = new Map<string, string>()
const MOST_FOLDINGS = 2000

/** A syllable as southern keyboards type it: zh ch sh as z c s, n as l at the front, ang eng ing as an en in. */
export function folded(syllable: string): string {
  const known = foldings.get(syllable)
  if (known !== undefined) return known
  const made = syllable.replace(/^([zcs])h/, '$1').replace(/^n/, 'l').replace(/ng$/, 'n')
  if (foldings.size < MOST_FOLDINGS) foldings.set(syllable, made)
  return made
}

/** Reads the table that `python -m checklists.sounds` writes: a line per syllable, its characters behind it. */
export function readSounds(table: string): Sounds {
  const numbers = new Map<string, number>()
  const number = (syllable: string) => {
    const known = folded(syllable)
    let found = numbers.get(known)
    if (!found) {
      found = numbers.size + 1
      numbers.set(known, found)
    }
    return found
  }
  const sounds = new Uint16Array(0x10000)
  for (const line of table.split('\n')) {
    const syllable = /^[a-z]+/.exec(line)?.[0]
    if (!syllable) continue
    const sound = number(syllable)
    for (let at = syllable.length; at < line.length; at++) sounds[line.charCodeAt(at)] = sound
  }
  return {
    of: (character) => sounds[character] ?? 0,
    number: (syllable) => numbers.get(folded(syllable)) ?? 0,
    size: numbers.size + 1,
  }
}
