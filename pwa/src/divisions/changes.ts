import type { AreaChange, AreaRow } from './wire'

export const CHANGES = ['rename', 'merge', 'split', 'move', 'create'] as const
type Kind = (typeof CHANGES)[number]

export interface Part { code: string; name: string }

/** What stands in the form. */
export interface Entered {
  change: Kind
  valid_from: string
  name: string
  code: string
  other: { code: string; name: string } | null
  /** The two parts of a split; what is not among `second` stays with the first. */
  parts: [Part, Part]
  second: string[]
}

const CODE = /^\d{12}$/
const BELOW = { city: 'county', county: 'town', town: 'village', village: null } as const

/** What can be done with an area of this level. */
export function changesOf({ level }: Pick<AreaRow, 'level'>): Kind[] {
  if (level === 'county' || level === 'city') return ['rename', 'create']
  return CHANGES.filter((kind) => (kind !== 'move' || level === 'village') && (kind !== 'create' || level === 'town'))
}

/** True while the form cannot be asked about. */
export function missingIn(row: AreaRow, { change, valid_from, name, code, other, parts: [first, second] }: Entered): boolean {
  if (!valid_from) return true
  if (change === 'rename') return !name.trim() || name.trim() === row.name
  if (change === 'merge' || change === 'move') return !other || other.code === row.code || other.code === row.parent
  if (change === 'create') return !name.trim() || !CODE.test(code)
  return ![first, second].every((part) => part.name.trim() && CODE.test(part.code)) || first.code === second.code
}

/** The form as the server is asked; `children` are the codes of what lies below the area. */
export function changeOf(row: AreaRow, { change, name, code, other, parts, second }: Entered, children: string[]): AreaChange {
  if (change === 'rename') return { change, code: row.code, name: name.trim() }
  if (change === 'merge') return { change, codes: [row.code], into: other?.code ?? '' }
  if (change === 'move') return { change, code: row.code, parent: other?.code ?? '' }
  if (change === 'create') return { change, code, level: BELOW[row.level] ?? 'village', name: name.trim(), parent: row.code }
  const [one, two] = parts.map((part) => ({ code: part.code, name: part.name.trim() })) as [Part, Part]
  return {
    change, code: row.code,
    parts: [{ ...one, children: children.filter((child) => !second.includes(child)) }, { ...two, children: children.filter((child) => second.includes(child)) }],
  }
}
