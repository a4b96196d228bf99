import type { Sounds } from './sounds'
import { plain } from './typed'

/** For a word as people say it, the other words that mean it; also by how it sounds. */
export interface Everyday {
  words: Map<string, string[]>
  heard: Map<string, string[]>
}

/** Reads `everyday.txt`: lines of words that stand for each other, or `typed > meant`. */
export function readEveryday(lines: string, sounds: Sounds): Everyday {
  const everyday: Everyday = { words: new Map(), heard: new Map() }
  for (const line of lines.split('\n')) {
    if (!line || line.startsWith('#')) continue
    const [typed, meant] = line.split(' > ').map((side) => plain(side).split(' ').filter(Boolean))
    for (const word of typed!) {
      const others = (meant ?? typed!).filter((other) => other !== word)
      put(everyday.words, word, others)
      const heard = [...word].map((character) => sounds.of(character))
      if (word.length > 1 && !heard.includes(0)) put(everyday.heard, String.fromCharCode(...heard), [word, ...others])
    }
  }
  return everyday
}

function put(into: Map<string, string[]>, key: string, words: string[]): void {
  into.set(key, [...new Set([...(into.get(key) ?? []), ...words])])
}
