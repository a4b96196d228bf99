import type { Feature, FeatureCollection } from 'geojson'
import type { Fault } from './wire'

/** What still keeps the division from being adopted comes first, then what should be looked at, then what is done. */
export function inOrder(faults: Fault[]): Fault[] {
  const rank = ({ accepted, severity }: Fault) => (accepted ? 2 : severity === 'error' ? 0 : 1)
  return [...faults].sort((a, b) => rank(a) - rank(b) || a.id - b.id)
}

/** The fault to go on with after this one: the next that is open, else the one before, else none. */
export function nextAfter(faults: Fault[], id: number): Fault | null {
  const at = faults.findIndex((fault) => fault.id === id)
  const open = (fault: Fault) => !fault.accepted && fault.id !== id
  return faults.slice(at + 1).find(open) ?? faults.slice(0, Math.max(0, at)).reverse().find(open) ?? null
}

/** The same fault after a check has numbered them anew: of the same kind, at the same grids, nearest to where it was. */
export function sameIn(faults: Fault[], before: Fault): Fault | null {
  const alike = faults.filter(({ code, codes, accepted }) => !accepted && code === before.code && codes.join() === before.codes.join())
  const far = ({ spot }: Fault) => (spot && before.spot ? metresApart(spot, before.spot) : 0)
  return alike.sort((a, b) => far(a) - far(b))[0] ?? null
}

/** One step up or down the list; stays at its ends. */
export function stepFrom(faults: Fault[], id: number | null, by: 1 | -1): Fault | null {
  const at = faults.findIndex((fault) => fault.id === id)
  return faults[at < 0 ? 0 : Math.min(faults.length - 1, Math.max(0, at + by))] ?? null
}

/** How large: 3.2 公顷, 850 m², 0.4 m², or how long. Empty where neither is known. */
export function spokenSize({ area_m2, length_m = null }: { area_m2: number | null; length_m?: number | null }, t: (key: string, named: Record<string, unknown>) => string): string {
  if (area_m2 != null) return area_m2 >= 10_000 ? t('divisions.size.ha', { n: rounded(area_m2 / 10_000) }) : t('divisions.size.m2', { n: rounded(area_m2) })
  return length_m != null ? t('divisions.size.m', { n: rounded(length_m) }) : ''
}

function rounded(n: number): string {
  return n >= 100 ? Math.round(n).toString() : n >= 10 ? n.toFixed(1) : n >= 0.01 || n === 0 ? Number(n.toFixed(2)).toString() : '<0.01'
}

/** Roughly how far apart two places are; good for neighbours. */
export function metresApart([lon, lat]: number[], [otherLon, otherLat]: number[]): number {
  return 111_320 * Math.hypot((lon! - otherLon!) * Math.cos((lat! * Math.PI) / 180), lat! - otherLat!)
}

/** The spots of the faults as a collection; `state` is what they are drawn by. */
export function spotsOf(faults: Fault[]): FeatureCollection {
  const features = faults.flatMap((fault): Feature[] => (fault.spot
    ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: fault.spot }, properties: { id: fault.id, state: fault.accepted ? 'accepted' : fault.severity } }]
    : []))
  return { type: 'FeatureCollection', features }
}
