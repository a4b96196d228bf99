/* Orders on the wire. Names are the feature's words; the fields are the server's. */
import type { Contact, Flag, Limit, Named, Paged, PhotoKind, Point } from './types'
import type { Read, Write } from './calls'

export interface Choice { code: string; title: string }
export type Level = 'N' | 'L' | 'M'
export type StateCode =
  | 'to_verify' | 'to_accept' | 'accepted' | 'dispatched' | 'in_hand' | 'to_check' | 'to_close' | 'closed' | 'archived'
  | 'returned' | 'declined' | 'merged' | 'void' | 'withdrawn'
export type StepCode =
  | 'verify' | 'return' | 'supplement' | 'decline' | 'withdraw' | 'correct' | 'merge' | 'accept' | 'dispatch' | 'sign'
  | 'refuse' | 'result' | 'check' | 'rework' | 'close'
export type Place = Named | { code: string; name: string | null }

export interface Order {
  code: string
  clause: { code: string; title: string; item_title: string; category: string; category_title: string; flags: Flag[]; level_default: Level }
  level: Level
  state: StateCode
  state_title: string
  desk: string
  desk_title: string
  urgent: boolean
  sensitive: boolean
  on_spot: boolean
  grid: Place | null
  village: Place | null
  town: Place | null
  place: Point
  premises: string | null
  note: string
  filed_at: string
  state_since: string
  closed_at: string | null
  version: number
  unit: Choice | null
  limits: { respond: Limit; handle: Limit }
  steps_open_to_me: string[]
  reporter: { name: string; mine: boolean }
  photos_missing: number
  /** The first whole photo of the finding, where the list tells it. */
  photo?: string | null
  doubts: Doubt[]
  merged_into: string | null
  verified: boolean
  tags: Choice[]
}

export interface Doubt { kind: string; title: string; facts: Record<string, unknown> }

export interface FiledPhoto {
  sha256: string
  kind: PhotoKind
  taken_at: string | null
  place: Point | null
  whole: boolean
  withdrawn: boolean
}

export interface OrderFinding {
  id: string
  report: string
  note: string
  handled_on_spot: boolean
  photos: FiledPhoto[]
  contacts: Contact[]
  mine: boolean
  joined: boolean
}

export type EvidenceKey =
  | 'how' | 'note' | 'reason' | 'photos' | 'unit' | 'level' | 'until' | 'days' | 'into' | 'clause' | 'place' | 'grid' | 'contacts'

export interface OpenStep {
  code: string
  title: string
  confirm: string
  needs: string[]
  allows: string[]
  reasons: Choice[]
  ways: Choice[]
}

export interface RoadStep {
  seq: number
  step: string
  title: string
  from: string | null
  to: string
  to_title: string
  at: string
  who: { role: string; name: string | null; unit: string | null; me: boolean }
  deputy: boolean
  note: string | null
  reason: Choice | null
  how: Choice | null
  photos: { sha256: string; kind: string }[]
  changes: { title: string; before: string; after: string }[]
  erased: boolean
}

export interface OrderPage extends Order {
  findings: OrderFinding[]
  steps_open: OpenStep[]
  road: RoadStep[]
  proposed_unit: { unit: Choice; at_centre: boolean; why: string } | null
}

/** What a step says: one flat object, only keys that the step knows. */
export interface Evidence {
  how?: string
  note?: string
  reason?: string
  photos?: { sha256: string; kind: PhotoKind }[]
  unit?: string
  level?: Level
  until?: string
  days?: number
  into?: string
  clause?: string
  place?: Point
  grid?: string
  contacts?: Contact[]
}

export interface StepBody { id: string; step: string; evidence: Evidence; expected_version: number }
export interface StateOfLife { code: StateCode; title: string; final: boolean; clock: string | null }
export interface Lifecycle { states: StateOfLife[]; steps: (OpenStep & { from: string[]; to: string[]; roles: string[] })[]; tags: Choice[] }
export interface DutyUnit extends Choice { relay: boolean }

export interface OrdersQuery {
  limit?: number
  after?: string
  state?: string
  desk?: string
  grid?: string
  clause?: string
  overdue?: boolean
  mine?: boolean
  near?: string
  radius?: number
  q?: string
}

export interface OrderPaths {
  '/api/v1/orders': { get: Read<Paged<Order>, OrdersQuery> }
  '/api/v1/orders/lifecycle': { get: Read<Lifecycle> }
  '/api/v1/orders/units': { get: Read<{ items: DutyUnit[] }> }
  '/api/v1/orders/{code}': { get: Read<OrderPage, never, { code: string }> }
  '/api/v1/orders/{code}/steps': { post: Write<OrderPage, StepBody, { code: string }> }
}
