/** Pinyin of common characters, and which sounds people type for each other. */
export interface Sounds {
  /** The sound of one character, or 0 where the table has none. The same number means: sounds alike. */
  of(character: string): number
  /** The number of a syllable as it is written, or 0 for what is none. */
  number(syllable: string): number
  /** The letters of a syllable number, as people type it without care for zh and z, n and l, ing and in. */
  spelled(sound: number): string
}

/** A syllable as southern keyboards type it: zh ch sh as z c s, n as l at the front, ang eng ing as an en in. */
export function folded(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/^n/, 'l').replace(/ng$/, 'n')
}

/** Reads the table that `python -m checklists.sounds` writes: a line per syllable, its characters behind it. */
export function readSounds(table: string): Sounds {
  const numbers = new Map<string, number>()
  const spellings = ['']
  const number = (syllable: string) => {
    const known = folded(syllable)
    let found = numbers.get(known)
    if (!found) {
      found = spellings.push(known) - 1
      numbers.set(known, found)
    }
    return found
  }
  const characters = new Map<string, number>()
  for (const line of table.split('\n')) {
    const syllable = /^[a-z]+/.exec(line)?.[0]
    if (!syllable) continue
    const sound = number(syllable)
    for (let at = syllable.length; at < line.length; at++) characters.set(line[at]!, sound)
  }
  return {
    of: (character) => characters.get(character) ?? 0,
    number: (syllable) => numbers.get(folded(syllable)) ?? 0,
    spelled: (sound) => spellings[sound] ?? '',
  }
}
