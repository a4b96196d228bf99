import { toWgs84 } from './datum'
import type { Position } from './predicates'
import { metresPerDegree } from './shares'

/* The server's rule (backend/grids/calibration.py): does this phone give shifted places? One known spot tells. */

export type Verdict = 'wgs84' | 'gcj02' | 'unclear'
export interface Judged { verdict: Verdict; off_m: number; righted_off_m: number }

const LEAST_TOLERANCE_M = 30
const MOST_TOLERANCE_M = 100
const CLEAR = 3

export function judge(fix: Position, accuracy_m: number | null, spot: Position): Judged {
  const righted = toWgs84(fix, 'gcj02')
  const off_m = metresBetween(fix, spot)
  const righted_off_m = metresBetween(righted, spot)
  const tolerance = Math.max(LEAST_TOLERANCE_M, accuracy_m ?? 0)
  let verdict: Verdict = 'unclear'
  if (tolerance <= MOST_TOLERANCE_M && metresBetween(fix, righted) >= CLEAR * tolerance) {
    if (righted_off_m <= tolerance) verdict = 'gcj02'
    else if (off_m <= tolerance) verdict = 'wgs84'
  }
  return { verdict, off_m, righted_off_m }
}

export function metresBetween(a: Position, b: Position): number {
  const [east, north] = metresPerDegree((a[1] + b[1]) / 2)
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north)
}
