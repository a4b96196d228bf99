import type { Unread } from '@/api/notices'
import { API } from '@/api/wire'

export const EVERY_MS = 45_000
const LONGEST_MS = 10 * 60_000

type Timer = ReturnType<typeof setTimeout>

export interface Surroundings {
  fetch: (address: string, init: RequestInit) => Promise<Response>
  visible: () => boolean
  tell: (unread: Unread) => void
  setTimer: (work: () => void, ms: number) => Timer
  clearTimer: (timer: Timer | undefined) => void
}

/** How long to wait after so many failures in a row; the server's own word (Retry-After, seconds) is never undercut. */
export function waitAfter(failures: number, retryAfterSeconds: number | null = null): number {
  const own = Math.min(LONGEST_MS, EVERY_MS * 2 ** Math.min(failures, 10))
  return Math.max(own, (retryAfterSeconds ?? 0) * 1000)
}

/**
 * Keeps the badge true while the page is seen: asks with the ETag of the last answer, waits longer after each failure,
 * and stops where the session has ended until it is started again.
 */
export class UnreadWatch {
  private etag: string | null = null
  private failures = 0
  private timer: Timer | undefined
  private running = false
  private asking = false

  constructor(private readonly around: Surroundings) {}

  start(): void {
    this.running = true
    this.failures = 0
    this.etag = null
    this.look()
  }

  stop(): void {
    this.running = false
    this.around.clearTimer(this.timer)
  }

  /** Asks now, unless nobody looks or it is being asked already. */
  look(): void {
    if (!this.running || this.asking || !this.around.visible()) return
    this.around.clearTimer(this.timer)
    this.asking = true
    void this.ask().finally(() => { this.asking = false })
  }

  /** The badge is known from elsewhere, for example from marking something as read. */
  noted(): void {
    this.etag = null
  }

  private async ask(): Promise<void> {
    let wait: number | null
    try {
      wait = await this.answered(await this.around.fetch(`${API}/notices/unread`, {
        credentials: 'same-origin', cache: 'no-store', headers: this.etag ? { 'If-None-Match': this.etag } : {},
      }))
    } catch {
      wait = waitAfter(++this.failures) // no network, or an answer that is not ours
    }
    if (this.running && wait !== null) this.timer = this.around.setTimer(() => this.look(), wait)
  }

  private async answered(response: Response): Promise<number | null> {
    if (response.status === 401 || response.status === 403) return null
    if (response.status !== 304 && !response.ok) {
      const seconds = Number(response.headers.get('Retry-After'))
      return waitAfter(++this.failures, Number.isFinite(seconds) ? seconds : null)
    }
    if (response.ok) {
      const unread = (await response.json()) as Unread
      if (this.running) this.around.tell(unread)
      this.etag = response.headers.get('ETag')
    }
    this.failures = 0
    return EVERY_MS
  }
}
