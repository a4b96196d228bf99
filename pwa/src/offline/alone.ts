import type { PhoneDatabase } from './database'

const LEASE_MS = 2 * 60_000
const KEY = 'sender'

/**
 * Runs `work` while no other tab or worker of this phone does; waits for its turn. Where the browser has no locks a
 * lease in the database stands in: then the work is left out (null) while somebody else holds it.
 */
export async function alone<T>(work: () => Promise<T>, database: PhoneDatabase, locks: LockManager | null = globalThis.navigator?.locks ?? null): Promise<T | null> {
  if (locks) return locks.request('wangge-sender', work) as Promise<T>
  const holder = crypto.randomUUID()
  if (!(await takeLease(database, holder))) return null
  const renewal = setInterval(() => void takeLease(database, holder), LEASE_MS / 4)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await database.kept.where('key').equals(KEY).filter((kept) => (kept.value as Lease).holder === holder).delete()
  }
}

interface Lease {
  holder: string
  until: number
}

async function takeLease(database: PhoneDatabase, holder: string): Promise<boolean> {
  return database.transaction('rw', database.kept, async () => {
    const held = (await database.kept.get(KEY))?.value as Lease | undefined
    if (held && held.holder !== holder && held.until > Date.now()) return false
    const value: Lease = { holder, until: Date.now() + LEASE_MS }
    await database.kept.put({ key: KEY, etag: null, value, kept_at: new Date().toISOString() })
    return true
  })
}
