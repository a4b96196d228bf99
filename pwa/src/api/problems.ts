/** One field that the server wants mended: a JSON pointer into the body, a code, a sentence. */
export interface FieldFault {
  pointer: string
  code: string
  title: string
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail?: string | null
  errors?: FieldFault[]
  retry: boolean
}

/** The server understood and said no. `retryAfter` in seconds, where it named a time. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | null
  readonly errors: FieldFault[]
  readonly retry: boolean
  readonly retryAfter: number | null

  constructor(document: ProblemDocument, retryAfter: number | null = null) {
    super(document.type)
    this.name = 'Problem'
    this.code = document.type.split('/').pop() ?? document.type
    this.status = document.status
    this.title = document.title
    this.detail = document.detail ?? null
    this.errors = document.errors ?? []
    this.retry = document.retry
    this.retryAfter = retryAfter
  }

  /** What can be kept on disk and shown later. */
  asDocument(): ProblemDocument {
    const { code, title, status, detail, errors, retry } = this
    return { type: code, title, status, detail, errors, retry }
  }
}

/** Nothing came back: no signal, a cut line, a server that is being restarted. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause })
    this.name = 'Unreachable'
  }
}

/** Reads a failed answer; an answer that is no problem document (a proxy's page) becomes one without a sentence. */
export async function problemFrom(response: Response): Promise<Problem> {
  const retryAfter = secondsUntil(response.headers.get('Retry-After'))
  try {
    const document = (await response.json()) as ProblemDocument
    if (typeof document.title === 'string' && typeof document.type === 'string') {
      return new Problem({ ...document, status: response.status, retry: document.retry ?? false }, retryAfter)
    }
  } catch {
    // not JSON: falls through to the bare status
  }
  const retry = response.status >= 500 || response.status === 429
  return new Problem({ type: `http-${response.status}`, title: '', status: response.status, retry }, retryAfter)
}

function secondsUntil(header: string | null): number | null {
  if (!header) return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const moment = Date.parse(header)
  return Number.isNaN(moment) ? null : Math.max(0, (moment - Date.now()) / 1000)
}
