/** A fix as the phone gave it. */
export interface Fix {
  lon: number
  lat: number
  /** Radius in metres, or null where the phone did not say a sensible one. */
  accuracy_m: number | null
  found_at: string
}

export type PositionTrouble = 'refused' | 'unavailable' | 'slow' | 'insecure' | 'missing'

export const WATCH_MS = 20_000
/** Better than this a phone in a street will hardly get: no need to keep anybody waiting. */
const GOOD_ENOUGH_M = 8

export interface Watching { stop(): void }

/**
 * Watches for at most 20 seconds, tells each better fix, and ends once: with the best fix or with the trouble. Old fixes
 * are never used; the receiver is off afterwards.
 */
export function watchPlace(
  tell: { better: (fix: Fix) => void; ended: (trouble: PositionTrouble | null) => void },
  geolocation: Geolocation | undefined = navigator.geolocation,
  secure = globalThis.isSecureContext,
): Watching {
  let best: Fix | null = null
  let over = false
  let watch: number | null = null
  const end = (trouble: PositionTrouble | null) => {
    if (over) return
    over = true
    clearTimeout(timer)
    if (watch !== null) geolocation?.clearWatch(watch)
    tell.ended(best ? null : trouble)
  }
  const timer = setTimeout(() => end('slow'), WATCH_MS)
  if (!secure || !geolocation) {
    queueMicrotask(() => end(secure ? 'missing' : 'insecure'))
    return { stop: () => end(null) }
  }
  watch = geolocation.watchPosition(
    (position) => {
      if (over) return
      const fix = fixOf(position)
      if (!best || isBetter(fix, best)) tell.better((best = fix))
      if (best.accuracy_m !== null && best.accuracy_m <= GOOD_ENOUGH_M) end(null)
    },
    (error) => {
      if (error.code === 1) end('refused')
      else if (error.code === 2 && !best) end('unavailable')
    },
    { enableHighAccuracy: true, maximumAge: 0, timeout: WATCH_MS },
  )
  return { stop: () => end(null) }
}

function fixOf({ coords, timestamp }: GeolocationPosition): Fix {
  // Some phones say 0 when they do not know.
  const accuracy_m = coords.accuracy > 0 && Number.isFinite(coords.accuracy) ? Math.round(coords.accuracy * 10) / 10 : null
  return { lon: coords.longitude, lat: coords.latitude, accuracy_m, found_at: new Date(timestamp).toISOString() }
}

function isBetter(fix: Fix, best: Fix): boolean {
  return (fix.accuracy_m ?? Infinity) <= (best.accuracy_m ?? Infinity)
}
