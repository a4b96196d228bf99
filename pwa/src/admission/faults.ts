import { Problem, type FieldFault } from '@/api/problems'

/** What the server wants mended, by the field it belongs to: `/proposal/content/title/0` is the title's. */
export function faultsBy(error: unknown): (field: string) => string {
  const errors = error instanceof Problem ? error.errors : []
  return (field) => errors.filter(({ pointer }) => fieldOf(pointer) === field).map(({ title }) => title).join('')
}

/** What belongs to none of the fields that a form shows. */
export function otherFaults(error: unknown, shown: readonly string[]): FieldFault[] {
  return error instanceof Problem ? error.errors.filter(({ pointer }) => !shown.includes(fieldOf(pointer))) : []
}

function fieldOf(pointer: string): string {
  const parts = pointer.split('/').filter((part) => part && part !== 'proposal' && part !== 'content')
  return parts[0] ?? ''
}
