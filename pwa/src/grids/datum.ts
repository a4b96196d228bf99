import type { Position } from './predicates'
import region from './shifted-region.json'

/* The server's geo/coordinates.py: GCJ-02 and BD-09 by their published formulas, in one stated region and nowhere else. */

export type Datum = 'wgs84' | 'gcj02' | 'bd09'

const KRASOVSKY_A = 6_378_245
const KRASOVSKY_E2 = 0.00669342162296594323
const BD09_TURN = (Math.PI * 3000) / 180
/** Degrees, a tenth of a millimetre: as exact as the inverse is. */
const HAIR = 1e-9

/** The WGS-84 place of one given in `datum`; where two places share one shifted position, the one inside the region. */
export function toWgs84([lon, lat]: Position, datum: Datum): Position {
  if (datum === 'wgs84' || lon < 73.2 || lon > 135.4 || lat < 15.4 || lat > 53.9) return [lon, lat]
  let origin: Position = [lon, lat]
  for (let round = 0; round < 20; round++) {
    const moved = shifted(origin, datum)
    const off: Position = [lon - moved[0], lat - moved[1]]
    origin = [origin[0] + off[0], origin[1] + off[1]]
    if (Math.abs(off[0]) + Math.abs(off[1]) < 1e-12) break
  }
  return isShifted(origin) || edges.some(([a, b]) => off(a, b, origin) <= HAIR) ? origin : [lon, lat]
}

/** The place in `datum` of a WGS-84 one; outside the region it is passed through unchanged. */
export function fromWgs84(place: Position, datum: Datum): Position {
  return datum === 'wgs84' || !isShifted(place) ? place : shifted(place, datum)
}

const rings = region as Position[][]
const edges = rings.flatMap((ring) => ring.slice(1).map((corner, at): [Position, Position] => [ring[at]!, corner]))

/** True where positions given in GCJ-02 or BD-09 are shifted ones. */
export function isShifted(place: Position): boolean {
  const [mainland, ...cut] = rings
  return inside(mainland!, place) && !cut.some((ring) => inside(ring, place))
}

function inside(ring: Position[], [lon, lat]: Position): boolean {
  let within = false
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]!
    const [x2, y2] = ring[i]!
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) within = !within
  }
  return within
}

function off(a: Position, b: Position, [lon, lat]: Position): number {
  const along = b[0] - a[0]
  const up = b[1] - a[1]
  const share = Math.max(0, Math.min(1, ((lon - a[0]) * along + (lat - a[1]) * up) / (along * along + up * up)))
  return Math.hypot(lon - a[0] - share * along, lat - a[1] - share * up)
}

function shifted(place: Position, datum: Datum): Position {
  return datum === 'bd09' ? bd09(gcj02(place)) : gcj02(place)
}

function gcj02([lon, lat]: Position): Position {
  const x = lon - 105
  const y = lat - 35
  const root = Math.sqrt(Math.abs(x))
  const short = wave(x, [6, 20], [2, 20])
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short + wave(y, [1, 20], [1 / 3, 40], [1 / 12, 160], [1 / 30, 320])
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short + wave(x, [1, 20], [1 / 3, 40], [1 / 12, 150], [1 / 30, 300])
  const phi = radians(lat)
  const squeeze = 1 - KRASOVSKY_E2 * Math.sin(phi) ** 2
  const along = (KRASOVSKY_A * (1 - KRASOVSKY_E2)) / squeeze ** 1.5
  const across = (KRASOVSKY_A / Math.sqrt(squeeze)) * Math.cos(phi)
  return [lon + east / radians(across), lat + north / radians(along)]
}

function wave(value: number, ...terms: [number, number][]): number {
  return (terms.reduce((sum, [turns, height]) => sum + height * Math.sin(value * turns * Math.PI), 0) * 2) / 3
}

function bd09([lon, lat]: Position): Position {
  const reach = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * BD09_TURN)
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD09_TURN)
  return [reach * Math.cos(angle) + 0.0065, reach * Math.sin(angle) + 0.006]
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
