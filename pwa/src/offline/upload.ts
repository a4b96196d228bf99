import { DetailedError, Upload } from 'tus-js-client'
import { Problem, Unreachable, type ProblemDocument } from '@/api/problems'
import { API, WRITE_HEADERS } from '@/api/wire'
import { FetchStack } from './fetch-stack'
import type { Fetch } from './requests'

/** Small enough to show progress and to lose little on a cut line, large enough not to chatter. */
const CHUNK = 256 * 1024

export interface PhotoToSend {
  blob: Blob
  sha256: string
  media_type: string
  /** Which record expects it. */
  target: `report/${string}` | `order/${string}`
  /** Where a begun upload goes on, or null. */
  upload_url: string | null
}

export interface UploadWatch {
  /** Keeps the address of the upload, so that a restart goes on at the byte. */
  remember?: (url: string) => Promise<unknown>
  progressed?: (bytes: number) => void
}

/**
 * Afterwards the server has the whole photo: it has compared the SHA-256. Goes on where a cut upload ended; makes no
 * attempt of its own to repeat. Rejects with `Unreachable` or `Problem`.
 */
export function uploadPhoto(photo: PhotoToSend, watch: UploadWatch = {}, fetch: Fetch = globalThis.fetch.bind(globalThis)): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload: Upload = new Upload(photo.blob, {
      endpoint: `${globalThis.location?.origin ?? ''}${API}/uploads`,
      uploadUrl: photo.upload_url,
      chunkSize: CHUNK,
      retryDelays: null,
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: false,
      headers: { ...WRITE_HEADERS },
      metadata: { sha256: photo.sha256, filetype: photo.media_type, for: photo.target },
      httpStack: new FetchStack(fetch),
      onUploadUrlAvailable: async () => { if (upload.url) await watch.remember?.(upload.url) },
      onChunkComplete: (_size, accepted) => watch.progressed?.(accepted),
      onSuccess: () => resolve(),
      onError: (error) => reject(told(error)),
    })
    upload.start()
  })
}

function told(error: Error | DetailedError): Error {
  const response = error instanceof DetailedError ? error.originalResponse : null
  if (!response || response.getStatus() < 400) return new Unreachable(error)
  const status = response.getStatus()
  const seconds = Number(response.getHeader('Retry-After'))
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds : null
  try {
    const document = JSON.parse(response.getBody()) as ProblemDocument
    if (document.type && document.title) return new Problem({ ...document, status, retry: document.retry ?? false }, wait)
  } catch {
    // not a problem document
  }
  return new Problem({ type: `http-${status}`, title: '', status, retry: status >= 500 || status === 429 }, wait)
}
