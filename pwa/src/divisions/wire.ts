/* Divisions on the wire, by the words of the feature. */
import type { Feature, FeatureCollection, Geometry } from 'geojson'

export interface Paged<T> { items: T[]; next: string | null }

export interface Draft {
  id: string
  area: { code: string; name: string | null }
  valid_from: string
  source: string
  status: 'open' | 'adopted' | 'dropped'
  made_at: string
  checked_at: string | null
}
export interface Summary { rows: number; errors: number; warnings: number; accepted?: number }
export interface Fault {
  id: number
  code: string
  title: string
  advice: string
  severity: 'error' | 'warning'
  codes: string[]
  area_m2: number | null
  length_m?: number | null
  spot: [number, number] | null
  repairable: boolean
  repair: Repair | null
  accepted: boolean
}
/** What accepting would do, in words and as the shapes afterwards. */
export interface Repair { title: string; shapes: FeatureCollection }
export interface DraftPage { draft: Draft; summary: Summary; faults: Fault[]; next: string | null }
export type DraftStep = 'accept-repair' | 'recheck' | 'adopt' | 'drop'

export type GridChange = 'new' | 'ended' | 'reshaped' | 'renamed' | 'moved'
export interface Moves {
  grids: { code: string; name: string; change: GridChange; area_m2: number | null; from: string[]; to: string[] }[]
  orders: { count: number; moving: { code: string; from: string | null; to: string | null }[] }
  people: { count: number; moving: { name: string; role: string; from: string | null; to: string | null }[] }
}

export interface AreaRow {
  code: string
  level: 'city' | 'county' | 'town' | 'village'
  name: string
  parent: string | null
  successor: string | null
  valid_from: string
  valid_to: string | null
}
export type AreaChange =
  | { change: 'rename'; code: string; name: string }
  | { change: 'merge'; codes: string[]; into: string; name: string }
  | { change: 'split'; code: string; into: { code: string; name: string }[] }
  | { change: 'create'; code: string; name: string; parent: string }
  | { change: 'move'; code: string; parent: string }
export interface Division {
  id: string
  area: { code: string; name: string | null }
  valid_from: string
  kind: 'grids' | 'areas'
  title: string
  made_at: string
  applied_at: string | null
}

export type Duty = 'lead' | 'member' | 'captain'
export interface Assignment {
  id: string
  grid: { code: string; name: string | null }
  person: { id: string; name: string }
  duty: Duty
  valid_from: string
  valid_to: string | null
}
export interface Hole { code: string; name: string; village: string | null; lacks: Duty[] }

export interface Flag {
  id: string
  grid: { code: string; name: string | null } | null
  place: { type: 'Point'; coordinates: [number, number] }
  note: string
  at: string
  state: 'open' | 'settled' | 'declined'
  settled_note?: string | null
}

export type Shape = Feature<Geometry | null, Record<string, unknown>>
export type Shapes = FeatureCollection
