import type { Read, Write } from './calls'
import type { OrderPaths } from './orders'
import type { Checklist, GridCollection, Me, Paged, Report } from './types'

/** The calls of the wire contract that this app makes, until the generated schema takes their place. */
export interface paths extends OrderPaths {
  '/api/v1/session': { post: Write<Me, { username: string; password: string }>; delete: Read<never> }
  '/api/v1/me': { get: Read<Me> }
  '/api/v1/checklists/current': { get: Read<Checklist> }
  '/api/v1/grids': { get: Read<GridCollection, { area?: string; bbox?: string }> }
  '/api/v1/reports': { get: Read<Paged<Report>, { limit?: number; after?: string; mine?: boolean }> }
  '/api/v1/reports/{id}': { get: Read<Report, never, { id: string }> }
}
