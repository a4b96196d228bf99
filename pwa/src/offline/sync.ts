import { database, readMe } from './database'
import { alone } from './alone'
import { pruneSent, unsentOf } from './outbox'
import { drain, type Drained } from './send'

/** Looked at this often while the page is seen; a hidden page is left to Background Sync and the next look. */
const LOOK_EVERY_MS = 60_000
export const SYNC_TAG = 'wangge-outbox'

type Paused = Drained['paused']
let running: Promise<void> | null = null
let again: { hurry: boolean } | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let tell: (paused: Paused) => void = () => {}

/** Starts the triggers: now, when the network or the page comes back, a timer, and the service worker's word. */
export function startSending(onPaused: (paused: Paused) => void): void {
  tell = onPaused
  addEventListener('online', () => sendSoon(true))
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') sendSoon() })
  navigator.serviceWorker?.addEventListener('message', (event) => {
    if ((event.data as { type?: string } | null)?.type === SYNC_TAG) sendSoon(true)
  })
  sendSoon()
}

/** Something new waits, or a person asks: sends without being waited for. Calls that come while one runs become one more. */
export function sendSoon(hurry = false): void {
  again = { hurry: hurry || (again?.hurry ?? false) }
  running ??= work().finally(() => { running = null })
}

/** Asks the browser to wake the service worker when there is a network, where it can. */
export async function askForBackgroundSync(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.getRegistration()) as
      | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
      | undefined
    await registration?.sync?.register(SYNC_TAG)
  } catch {
    // not allowed here; the other triggers do
  }
}

async function work(): Promise<void> {
  clearTimeout(timer)
  let next: number | null = null
  while (again) {
    const { hurry } = again
    again = null
    try {
      next = await once(hurry)
    } catch (error) {
      console.error(error) // storage in trouble: looked at again by the timer
      next = Date.now() + LOOK_EVERY_MS
    }
  }
  if (next === null) return
  const wait = Math.max(1_000, next - Date.now())
  timer = setTimeout(() => sendSoon(), document.visibilityState === 'visible' ? Math.min(wait, LOOK_EVERY_MS) : LOOK_EVERY_MS)
}

async function once(hurry: boolean): Promise<number | null> {
  const me = await readMe()
  if (!me) return null
  if ((await unsentOf(me.id)) === 0) {
    await pruneSent(Date.now())
    return null
  }
  const sending = { database, fetch: globalThis.fetch.bind(globalThis), owner: me.id, now: Date.now, random: Math.random, hurry }
  const drained = await alone(() => drain(sending), database)
  tell(drained?.paused ?? null)
  if (drained === null) return Date.now() + LOOK_EVERY_MS // another tab is at it
  // Signing in starts it afresh; a clock would only ask in vain.
  return drained.paused === 'signed-out' || drained.paused === 'someone-else' ? null : drained.next_at
}
