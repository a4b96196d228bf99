import { Problem, problemFrom, Unreachable } from '@/api/problems'
import type { ReportAnswer, ReportBody } from '@/api/types'
import { API, WRITE_HEADERS } from '@/api/wire'

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

const PATIENCE_MS = 60_000

/**
 * One call with a time limit. Rejects with `Unreachable` when nothing came back. A connection that had been idle may
 * be closed by the server just as we use it: every call made here can be repeated, so it is tried a second time.
 */
export async function call(fetch: Fetch, path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await limited(fetch, path, init)
  } catch {
    try {
      return await limited(fetch, path, init)
    } catch (error) {
      throw new Unreachable(error)
    }
  }
}

/** The id of the person whose session the browser holds. */
export async function whoIsSignedIn(fetch: Fetch): Promise<string> {
  const response = await call(fetch, `${API}/me`, { headers: { Accept: 'application/json' } })
  if (!response.ok) throw await problemFrom(response)
  return (await answerOf<{ id: string }>(response, (answer) => typeof answer.id === 'string')).id
}

/** Files the report or finds it filed already; both answer alike. */
export async function putReport(fetch: Fetch, id: string, body: ReportBody): Promise<ReportAnswer> {
  const response = await call(fetch, `${API}/reports/${id}`, {
    method: 'PUT',
    // The phone's clock beside the server's: one that is off by much is a doubt for the captain.
    headers: { 'Content-Type': 'application/json', 'X-Device-Time': new Date().toISOString(), ...WRITE_HEADERS },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await problemFrom(response)
  return answerOf<ReportAnswer>(response, (answer) => answer.id === id && Array.isArray(answer.findings))
}

/** Photos the server still lacks, each once. */
export function missingPhotos(answer: ReportAnswer): string[] {
  return [...new Set(answer.findings.flatMap((finding) => finding.photos_missing))]
}

/** True if our server said this, and not a hotel's sign-in page or a proxy on the way. */
export function saidByOurServer(problem: Problem): boolean {
  return !problem.code.startsWith('http-')
}

async function answerOf<T>(response: Response, isOurs: (answer: T) => boolean): Promise<T> {
  try {
    const answer = (await response.json()) as T
    if (isOurs(answer)) return answer
  } catch {
    // cut in the middle, or a page of a network that wants a sign-in: the same as no answer
  }
  throw new Unreachable('an answer that is not ours')
}

async function limited(fetch: Fetch, path: string, init: RequestInit): Promise<Response> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS)
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init, signal: limit.signal })
  } finally {
    clearTimeout(timer)
  }
}
