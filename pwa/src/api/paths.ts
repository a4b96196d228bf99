import type { Checklist, GridCollection, Me, Paged, Report } from './types'

type Json<T> = { content: { 'application/json': T } }
interface Read<T, Query = never, Path = never> {
  parameters: { query?: Query; header?: Record<string, string>; cookie?: never } & ([Path] extends [never] ? { path?: never } : { path: Path })
  requestBody?: never
  responses: { 200: { headers: object } & Json<T> }
}
type Write<T, Body> = Omit<Read<T>, 'requestBody'> & { requestBody: Json<Body> }

/** The calls of the wire contract that this app makes, until the generated schema takes their place. */
export interface paths {
  '/api/v1/session': { post: Write<Me, { username: string; password: string }>; delete: Read<never> }
  '/api/v1/me': { get: Read<Me> }
  '/api/v1/checklists/current': { get: Read<Checklist> }
  '/api/v1/grids': { get: Read<GridCollection, { area?: string; bbox?: string }> }
  '/api/v1/reports': { get: Read<Paged<Report>, { limit?: number; after?: string }> }
  '/api/v1/reports/{id}': { get: Read<Report, never, { id: string }> }
}
