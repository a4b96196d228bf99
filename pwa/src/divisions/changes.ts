import type { AreaChange, AreaRow } from './wire'

export const CHANGES = ['rename', 'merge', 'split', 'move', 'create'] as const
type Kind = (typeof CHANGES)[number]

/** What stands in the form. */
export interface Entered {
  change: Kind
  valid_from: string
  name: string
  other: { code: string; name: string } | null
  newCode: string
  secondName: string
  secondCode: string
}

const CODE = /^\d{12}$/

/** True while the form cannot be asked about. */
export function missingIn(row: AreaRow, { change, valid_from, name, other, newCode, secondName, secondCode }: Entered): boolean {
  if (!valid_from) return true
  if (change === 'rename') return !name.trim() || name.trim() === row.name
  if (change === 'merge' || change === 'move') return !other || other.code === row.code || other.code === row.parent
  if (change === 'create') return !name.trim() || !CODE.test(newCode)
  return !name.trim() || !secondName.trim() || !CODE.test(newCode) || !CODE.test(secondCode) || newCode === secondCode
}

/** The form as the server is asked. */
export function changeOf(row: AreaRow, { change, name, other, newCode, secondName, secondCode }: Entered): AreaChange {
  const { code } = row
  if (change === 'rename') return { change, code, name: name.trim() }
  if (change === 'merge') return { change, codes: [code], into: other?.code ?? '', name: other?.name ?? '' }
  if (change === 'move') return { change, code, parent: other?.code ?? '' }
  if (change === 'create') return { change, code: newCode, name: name.trim(), parent: code }
  return { change, code, into: [{ code: newCode, name: name.trim() }, { code: secondCode, name: secondName.trim() }] }
}
