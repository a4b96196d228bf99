/* The two shapes of a call, for paths written by hand until the generated schema takes their place. */

type Json<T> = { content: { 'application/json': T } }

export interface Read<T, Query = never, Path = never> {
  parameters: { query?: Query; header?: Record<string, string>; cookie?: never } & ([Path] extends [never] ? { path?: never } : { path: Path })
  requestBody?: never
  responses: { 200: { headers: object } & Json<T> }
}
export type Write<T, Body, Path = never> = Omit<Read<T, never, Path>, 'requestBody'> & { requestBody: Json<Body> }
