import { useChecklist } from './checklist'

const EVERY_MS = 60_000
let watching = false

/** Asks again (a digest, usually nothing more) when the page is seen or the network comes back, and each minute. */
export function watchChecklist(): void {
  const { load } = useChecklist()
  if (watching) return
  watching = true
  let asked = Date.now()
  const ask = () => {
    if (document.visibilityState !== 'visible' || !navigator.onLine || Date.now() - asked < EVERY_MS - 1000) return
    asked = Date.now()
    void load()
  }
  document.addEventListener('visibilitychange', ask)
  addEventListener('online', () => { asked = 0; ask() })
  setInterval(ask, EVERY_MS)
}
