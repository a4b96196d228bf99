import { api } from '@/api/client'
import { everyPage } from './pages'
import type { AreaChange, AreaRow, Moves } from './wire'

/** Areas whose name, present or former, holds the words; with a day only those in force on it. */
export const findAreas = async (q: string, on = '') =>
  (await api.GET('/api/v1/areas', { params: { query: { limit: 50, ...(q ? { q } : {}), ...(on ? { on } : {}) } } })).data!.items

/** The whole tree of a day. */
export async function readAreas(on: string): Promise<AreaRow[]> {
  const pages = await everyPage(async (after) => (await api.GET('/api/v1/areas', { params: { query: { limit: 2000, on, ...(after ? { after } : {}) } } })).data!)
  return pages.flatMap(({ items }) => items)
}

export const readDivisions = async (after: string | null = null) =>
  (await api.GET('/api/v1/divisions', { params: { query: { limit: 50, ...(after ? { after } : {}) } } })).data!

/** Takes back what is only planned. Rejects with `Problem` from its day on, and where another is planned upon it. */
export const takeBack = (id: string) => api.DELETE('/api/v1/divisions/{division_id}', { params: { path: { division_id: id } } })

export interface Wanted { id: string; valid_from: string; changes: AreaChange[]; title?: string }
export const previewChanges = async (wanted: Wanted): Promise<Moves> =>
  (await api.POST('/api/v1/areas/changes', { params: { query: { preview: true } }, body: { title: '', ...wanted } })).data!.preview!
export const makeChanges = (wanted: Wanted) => api.POST('/api/v1/areas/changes', { params: { query: {} }, body: { title: '', ...wanted } })

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
