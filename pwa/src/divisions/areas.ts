import { ask } from './ask'
import type { AreaChange, AreaRow, Division, Moves, Paged } from './wire'

export const findAreas = async (q: string, on: string) => (await ask<Paged<AreaRow>>('GET', '/areas', { q, on })).items
export const readAreas = async (on: string) => (await ask<Paged<AreaRow>>('GET', '/areas', { on })).items
export const readDivisions = () => ask<Paged<Division>>('GET', '/divisions')

export interface Wanted { id: string; valid_from: string; changes: AreaChange[] }
export const previewChanges = (wanted: Wanted) => ask<Moves>('POST', '/areas/changes', { preview: true }, wanted)
export const makeChanges = (wanted: Wanted) => ask<unknown>('POST', '/areas/changes', {}, wanted)

export interface Branch { row: AreaRow; below: Branch[] }

/** The rows as a tree; whose parent is not among them stands at the top. Each level by code. */
export function treeOf(rows: AreaRow[]): Branch[] {
  const branches = new Map(rows.map((row) => [row.code, { row, below: [] as Branch[] }]))
  const top: Branch[] = []
  for (const branch of [...branches.values()].sort((a, b) => a.row.code.localeCompare(b.row.code))) {
    const above = branch.row.parent ? branches.get(branch.row.parent) : undefined
    ;(above?.below ?? top).push(branch)
  }
  return top
}
