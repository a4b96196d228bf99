/* The shapes on the wire. Names are the feature's words; the fields are the server's. */

export type Role =
  | 'worker' | 'captain' | 'town' | 'town_reviewer' | 'centre' | 'unit'
  | 'reviewer' | 'clerk' | 'appeals' | 'auditor' | 'admin'

export interface Named { code: string; name: string }

export interface Me {
  id: string
  name: string
  role: Role
  role_title: string
  areas: (Named & { level: string })[]
  grids: (Named & { duty: string })[]
  permissions: string[]
  unit: { code: string; title: string } | null
  county: { code: string; name: string; demo: boolean } | null
}

export type Flag = 'P' | 'F' | 'S' | 'T' | 'H' | 'A'
export interface Limit { amount: number; unit: string; text: string }
export interface UnitName { code: string; title: string }

export interface Clause {
  code: string
  title: string
  help: string
  lead: UnitName
  support: UnitName[]
  level: 'N' | 'L' | 'M'
  respond: Limit
  handle: Limit
  contact_every: Limit | null
  flags: Flag[]
  pays: 'yes' | 'no' | 'settled'
  urgent: boolean
  only_from_instruction: boolean
  nicknames: string[]
  search: string
}

export interface Item { code: string; title: string; category: string; category_title: string; clauses: Clause[] }
export interface Checklist {
  edition: string
  title: string
  status: 'draft' | 'published'
  note: string
  digest: string
  items: Item[]
}

export interface Point { type: 'Point'; coordinates: [number, number] }
export interface GridProperties {
  code: string
  name: string
  kind: 'comprehensive' | 'special' | 'micro'
  version: number
  village: Named
  town: Named
  mine: boolean
}
export interface GridFeature {
  type: 'Feature'
  properties: GridProperties
  geometry:
    | { type: 'Polygon'; coordinates: [number, number][][] }
    | { type: 'MultiPolygon'; coordinates: [number, number][][][] }
}
export interface GridCollection { type: 'FeatureCollection'; features: GridFeature[] }

export type PhotoKind = 'near' | 'far' | 'reference' | 'before' | 'after'
export type PlaceMethod = 'gnss' | 'network' | 'pin' | 'grid'

export interface PhotoDeclared {
  sha256: string
  kind: PhotoKind
  taken_at: string | null
  place: Point | null
  evidence_from: 'exif' | 'device' | 'none'
  bytes: number
  media_type: string
}
export interface Contact { name: string; phone: string; relation: string; agreed: boolean }
export interface FindingBody {
  id: string
  clause: string
  note: string
  handled_on_spot: boolean
  joins: string | null
  contacts: Contact[]
  photos: PhotoDeclared[]
}
export interface ReportBody {
  checklist: string
  seen_at: string
  place: Point
  accuracy_m: number | null
  datum: 'wgs84' | 'gcj02' | 'bd09'
  place_method: PlaceMethod
  grid_confirmed: string | null
  premises: string | null
  note: string
  findings: FindingBody[]
  checked_ok: string[]
}
export interface ReportAnswer {
  id: string
  received_at: string
  grid: { code: string; name: string; method: string } | null
  findings: { id: string; order: string; photos_missing: string[] }[]
  receipt: string
}
/** A report as read back; what it was filed with, and what has arrived. */
export interface Report {
  id: string
  checklist: string
  seen_at: string
  received_at: string
  place: Point
  accuracy_m: number | null
  place_method: PlaceMethod
  grid: { code: string; name: string; method: string } | null
  premises: string | null
  note: string
  findings: {
    id: string
    clause: string
    note: string
    handled_on_spot: boolean
    joins: string | null
    order: string | null
    photos: { sha256: string; kind: PhotoKind; taken_at: string | null; whole: boolean; withdrawn: boolean }[]
    photos_missing: string[]
    contacts: Contact[]
  }[]
}
export interface Paged<T> { items: T[]; next: string | null }
