import { SYMBOLS, type SymbolName } from './symbols'

/**
 * What stands where: a symbol's name (`!` after it: this is what matters; `?` after it: it is missing) or a word
 * (`=` before it), then x, y (on 96 × 64; without them: in the middle of the ground), size (negative: looks to the
 * other side) and turn in degrees.
 */
export type Placement = readonly [thing: SymbolName | `${SymbolName}!` | `${SymbolName}?` | `=${string}`, x?: number, y?: number, size?: number, turn?: number]

export interface Example {
  /** What counts: a case to report. */
  counts?: readonly Placement[]
  /** A near miss that is no case. */
  countsNot?: readonly Placement[]
}

export type Examples = Readonly<Record<string, Example>>

/** One thing ready to draw; the width of its lines is the same whatever its size. */
export interface Drawn {
  kind: 'plain' | 'matters' | 'missing' | 'word'
  word: string
  place: string
  width: number
  layers: { d: string; look: 'paper' | 'line' | 'solid' | 'hollow' }[]
}

const LOOKS = { '-': 'line', '#': 'solid', '*': 'hollow' } as const
const LINE = 1.6

/** The things of a scene from back to front. */
export function drawn(scene: readonly Placement[]): Drawn[] {
  return scene.map(([thing, x = 48, y = 60, size = 1, turn = 0]) => {
    const place = `translate(${x} ${y})${turn ? ` rotate(${turn})` : ''}`
    if (thing.startsWith('=')) return { kind: 'word', word: thing.slice(1), place, width: 9 * size, layers: [] }
    const kind = thing.endsWith('!') ? 'matters' : thing.endsWith('?') ? 'missing' : 'plain'
    const layers = SYMBOLS[symbolOf(thing)].map((layer) => {
      const look = LOOKS[layer[0] as keyof typeof LOOKS]
      return look ? { d: layer.slice(1), look } : { d: layer, look: 'paper' as const }
    })
    return { kind, word: '', place: `${place} scale(${size} ${Math.abs(size)})`, width: LINE / Math.abs(size), layers }
  })
}

/** The symbol that a placement names, without its marks. */
export function symbolOf(thing: string): SymbolName {
  return thing.replace(/[!?]$/, '') as SymbolName
}
