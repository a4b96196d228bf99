import type { Sounds } from './sounds'
import { plain } from './typed'

/** Other words for what people say. */
export interface Everyday {
  /** For a word as it is written, the words that mean the same. */
  for(word: string): string[]
  /** For a row of sounds, the words that are said so and those that mean the same. */
  heard(sounds: string): string[]
}

/** Reads `everyday.txt`: lines of words that stand for each other, or `typed > meant`. */
export function readEveryday(lines: string, sounds: Sounds): Everyday {
  const written = new Map<string, string[][]>()
  const heard = new Map<string, string[][]>()
  for (const line of plain(lines).split('\n')) {
    if (!line || line.startsWith('#')) continue
    const [typed, meant] = line.split(' > ').map((side) => side.split(' ').filter(Boolean))
    for (const word of typed!) {
      put(written, word, meant ?? typed!)
      const key = soundsOf(word, sounds)
      if (key) put(heard, key, meant ?? typed!)
    }
  }
  const all = (groups: string[][] | undefined) => (groups ? [...new Set(groups.flat())] : [])
  return {
    for: (word) => all(written.get(word)).filter((other) => other !== word),
    heard: (key) => all(heard.get(key)),
  }
}

function put(into: Map<string, string[][]>, key: string, group: string[]): void {
  const known = into.get(key)
  if (known) known.push(group)
  else into.set(key, [group])
}

/** Empty for a single character, which sounds like too much, and for what has no known sound. */
function soundsOf(word: string, sounds: Sounds): string {
  let key = ''
  for (let at = 0; at < word.length; at++) {
    const sound = sounds.of(word.charCodeAt(at))
    if (!sound) return ''
    key += String.fromCharCode(sound)
  }
  return word.length > 1 ? key : ''
}
