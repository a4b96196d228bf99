import { database, type PhoneDatabase } from '@/offline/database'
import { keep, keptOnly } from '@/offline/kept'
import { say } from '@/offline/said'
import { judge, type Judged } from './calibration'
import type { Position } from './predicates'
import type { Fix } from './positioning'

const KEY = 'device-datum'

/** The last clear word on the datum of this phone, for one person. */
export interface Known { datum: 'wgs84' | 'gcj02'; off_m: number; at: string }

/** The id that this phone made for itself; it stays while the phone's storage does. */
export async function deviceId(within: PhoneDatabase = database): Promise<string> {
  const known = (await within.kept.get('device'))?.value
  if (typeof known === 'string') return known
  const made = newUuid()
  await within.kept.put({ key: 'device', etag: null, value: made, kept_at: new Date().toISOString() })
  return made
}

export async function knownDatum(owner: string, from: PhoneDatabase = database): Promise<Known | null> {
  return (await keptOnly<Known>(KEY, owner, from)) ?? null
}

/** The person stands at `spot` while the phone says `fix`: judged here and now, kept, and told to the server later. */
export async function standAt(owner: string, fix: Fix, spot: Position, within: PhoneDatabase = database): Promise<Judged> {
  const judged = judge([fix.lon, fix.lat], fix.accuracy_m, spot)
  if (judged.verdict !== 'unclear') {
    const known: Known = { datum: judged.verdict, off_m: Math.round(judged.off_m), at: new Date().toISOString() }
    await keep(KEY, owner, known, within)
  }
  const id = newUuid()
  await say({
    id, owner, path: `/me/device-places/${id}`,
    body: { device: await deviceId(within), fix: point([fix.lon, fix.lat]), accuracy_m: fix.accuracy_m, spot: point(spot) },
  }, within)
  return judged
}

/** A random UUID: over plain http there is no crypto.randomUUID. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

function point(coordinates: Position) {
  return { type: 'Point' as const, coordinates }
}
