import type { Checklist, Clause, Item } from '@/api/types'
import type { Sounds } from './sounds'
import { plain } from './typed'

/** A clause with its item, as rows show it. */
export interface Findable {
  clause: Clause
  item: Item
}

/** A title or nickname in syllables, for what is typed in letters. */
export interface Phrase {
  clause: number
  weight: number
  syllables: string[]
}

/** All texts of an edition in one row of characters, so that a word is found without going through every clause. */
export interface Corpus {
  found: Findable[]
  phrases: Phrase[]
  characters: string
  sounds: Uint16Array
  /** For each place the number of its text, 0 between texts. */
  texts: Uint16Array
  clauseOf: number[]
  weightOf: number[]
  lengthOf: number[]
  startOf: number[]
  /** Where a character or (above `SOUND`) a sound stands. */
  places: Map<number, number[]>
}

export const SOUND = 0x10000
const WEIGHTS = { title: 1, nickname: 1, item: 0.5, category: 0.3, help: 0.55, counts: 0.6, at_once: 0.3 }

/** An edition kept by an older version of the app lacks what has been added since. */
const LATER = { counts: '', counts_not: '', photos: [], at_once: '', on_the_spot: '', level_reason: '', offered_from: null, offered_until: null }

export function findables(checklist: Checklist): Findable[] {
  return checklist.items.flatMap((item) => item.clauses.map((clause) => ({ clause: { ...LATER, ...clause }, item })))
}

export function makeCorpus(found: Findable[], sounds: Sounds): Corpus {
  const rows: { text: string; clause: number; weight: number; spelled: string[] }[] = []
  const phrases: Phrase[] = []
  found.forEach(({ clause, item }, at) => {
    const spellings = clause.search.split(' ')
    ;[clause.title, ...clause.nicknames].forEach((phrase, index) => {
      const syllables = (spellings[index] ?? '').split("'").filter(Boolean)
      const weight = index ? WEIGHTS.nickname : WEIGHTS.title
      rows.push({ text: plain(phrase), clause: at, weight, spelled: syllables })
      phrases.push({ clause: at, weight, syllables })
    })
    const add = (text: string | undefined | null, weight: number) => { if (text) rows.push({ text: plain(text), clause: at, weight, spelled: [] }) }
    add(item.title, WEIGHTS.item)
    add(item.category_title, WEIGHTS.category)
    add(clause.help, WEIGHTS.help)
    add(clause.counts, WEIGHTS.counts)
    add(clause.at_once, WEIGHTS.at_once)
  })
  return { found, phrases, ...laidOut(rows, sounds) }
}

function laidOut(rows: { text: string; clause: number; weight: number; spelled: string[] }[], sounds: Sounds) {
  const characters = `\0${rows.map(({ text }) => text).join('\0')}\0`
  const soundAt = new Uint16Array(characters.length)
  const texts = new Uint16Array(characters.length)
  const clauseOf = [0], weightOf = [0], lengthOf = [0], startOf = [0]
  const places = new Map<number, number[]>()
  const put = (key: number, place: number) => { const known = places.get(key); if (known) known.push(place); else places.set(key, [place]) }
  let place = 1
  for (const { text, clause, weight, spelled } of rows) {
    const number = clauseOf.push(clause) - 1
    weightOf.push(weight)
    lengthOf.push(text.length)
    startOf.push(place)
    const own = spelled.length === text.length ? spelled : null // marks and Latin letters in between: then by the table
    for (let at = 0; at < text.length; at++, place++) {
      texts[place] = number
      const sound = (own && sounds.number(own[at]!)) || sounds.of(text[at]!)
      soundAt[place] = sound
      put(text.charCodeAt(at), place)
      if (sound) put(SOUND + sound, place)
    }
    place++
  }
  return { characters, sounds: soundAt, texts, clauseOf, weightOf, lengthOf, startOf, places }
}
