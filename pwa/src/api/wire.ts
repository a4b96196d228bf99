/** Where the calls of the wire contract live. */
export const API = '/api/v1'

/** The server refuses every write without it: a form on another site cannot set it. */
export const WRITE_HEADERS = { 'X-Requested-With': 'grid-pwa' } as const
