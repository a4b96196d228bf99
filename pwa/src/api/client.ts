import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './schema'
import { problemFrom, Unreachable } from './problems'
import { API, WRITE_HEADERS } from './wire'

const house: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-Requested-With', WRITE_HEADERS['X-Requested-With'])
    return request
  },
  async onResponse({ response }) {
    if (response.status >= 400) throw await problemFrom(response)
    return response
  },
  onError({ error }) {
    throw error instanceof TypeError ? new Unreachable(error) : error
  },
}

/**
 * The typed client. A call settles with `{ data, response }`, or rejects with `Problem` (the server said no) or
 * `Unreachable` (nothing came back); nobody looks at `error`.
 */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? '', credentials: 'same-origin' })
api.use(house)

/** Where a photo can be looked at. */
export function photoAddress(sha256: string, size: 'thumb' | 'screen' | 'original' = 'screen'): string {
  return `${API}/photos/${sha256}?size=${size}`
}
