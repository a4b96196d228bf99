import type { Findable } from './findable'
import { folded, type Sounds } from './sounds'
import { plain } from './typed'

/** A title or nickname in syllables, for what is typed in letters. */
export interface Phrase {
  clause: number
  weight: number
  syllables: string[]
  /** The same without care for sounds that many people do not tell apart. */
  loose: string[]
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
  byCharacter: Places
  bySound: Places
}

/** Where each key stands: the first place, and from each place the next with the same key; 0 is the end. */
export interface Places {
  first: Int32Array
  next: Int32Array
}

interface Text {
  text: string
  clause: number
  weight: number
  spelled: string[]
}

const WEIGHTS = { title: 1, nickname: 1, item: 0.5, category: 0.3, help: 0.55, counts: 0.6, at_once: 0.3 }
const BETWEEN = '\0'

/** Made once per edition, in one pass over its texts. */
export function makeCorpus(found: Findable[], sounds: Sounds): Corpus {
  const texts: Text[] = []
  const phrases: Phrase[] = []
  found.forEach(({ clause, item }, at) => {
    const spellings = clause.search.split(' ')
    ;[clause.title, ...clause.nicknames].forEach((text, index) => {
      const spelled = (spellings[index] ?? '').split("'").filter(Boolean)
      const weight = index ? WEIGHTS.nickname : WEIGHTS.title
      texts.push({ text, clause: at, weight, spelled })
      phrases.push({ clause: at, weight, syllables: spelled, loose: spelled.map(folded) })
    })
    const add = (text: string, weight: number) => { if (text) texts.push({ text, clause: at, weight, spelled: [] }) }
    add(item.title, WEIGHTS.item)
    add(item.category_title, WEIGHTS.category)
    add(clause.help, WEIGHTS.help)
    add(clause.counts, WEIGHTS.counts)
    add(clause.at_once, WEIGHTS.at_once)
  })
  return { found, phrases, ...laidOut(texts, sounds) }
}

function laidOut(from: Text[], sounds: Sounds) {
  const characters = plain(BETWEEN + from.map(({ text }) => text).join(BETWEEN) + BETWEEN)
  const { length } = characters
  const soundAt = new Uint16Array(length)
  const texts = new Uint16Array(length)
  const lengthOf = [0]
  const byCharacter = { first: new Int32Array(0x10000), next: new Int32Array(length) }
  const bySound = { first: new Int32Array(sounds.size), next: new Int32Array(length) }
  let place = 1
  from.forEach(({ spelled }, index) => {
    const end = characters.indexOf(BETWEEN, place)
    lengthOf.push(end - place)
    const own = spelled.length === end - place ? spelled : null // with marks or letters in between the table decides
    for (let at = 0; place < end; at++, place++) {
      const character = characters.charCodeAt(place)
      const sound = (own && sounds.number(own[at]!)) || sounds.of(character)
      texts[place] = index + 1
      soundAt[place] = sound
      put(byCharacter, character, place)
      if (sound) put(bySound, sound, place)
    }
    place++
  })
  const clauseOf = [0, ...from.map(({ clause }) => clause)]
  const weightOf = [0, ...from.map(({ weight }) => weight)]
  return { characters, sounds: soundAt, texts, clauseOf, weightOf, lengthOf, byCharacter, bySound }
}

function put({ first, next }: Places, key: number, place: number): void {
  next[place] = first[key]!
  first[key] = place
}
