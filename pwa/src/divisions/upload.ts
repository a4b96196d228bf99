import { Problem, Unreachable, type ProblemDocument } from '@/api/problems'
import { API, WRITE_HEADERS } from '@/api/wire'

export const MOST_BYTES = 100 * 1024 * 1024
export const ENDINGS = ['gpkg', 'zip', 'geojson', 'json', 'kml'] as const

/** Why this file cannot be sent at all, as a key of words; null where it can. */
export function refusalOf({ name, size }: { name: string; size: number }): 'ending' | 'shp' | 'large' | 'empty' | null {
  const ending = name.split('.').pop()?.toLowerCase() ?? ''
  if (['shp', 'dbf', 'shx', 'prj', 'cpg'].includes(ending)) return 'shp'
  if (!(ENDINGS as readonly string[]).includes(ending)) return 'ending'
  if (size === 0) return 'empty'
  return size > MOST_BYTES ? 'large' : null
}

/**
 * Sends the file as it is and tells how far it is; the server reads and checks it before it answers. fetch cannot tell
 * how much of a body has gone. Rejects with `Problem` or `Unreachable`.
 */
export function sendFile<T>(path: string, asked: Record<string, string>, file: Blob, progressed: (sent: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${API}${path}?${new URLSearchParams(asked)}`)
    for (const [name, value] of Object.entries(WRITE_HEADERS)) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.responseType = 'text'
    request.upload.onprogress = ({ loaded }) => progressed(loaded)
    request.onload = () => (request.status < 400 ? resolve(JSON.parse(request.responseText) as T) : reject(told(request.status, request.responseText)))
    request.onerror = () => reject(new Unreachable())
    request.send(file)
  })
}

/** The refusal in the answer; a proxy's page becomes one without a sentence. */
export function told(status: number, body: string): Problem {
  try {
    const document = JSON.parse(body) as ProblemDocument
    if (document.type && document.title) return new Problem({ ...document, status, retry: document.retry ?? false })
  } catch {
    // not a problem document
  }
  return new Problem({ type: `http-${status}`, title: '', status, retry: status >= 500 || status === 429 })
}
