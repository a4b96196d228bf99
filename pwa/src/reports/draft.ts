import type { Contact, PlaceMethod, Point, ReportBody } from '@/api/types'
import type { StoredPhoto } from '@/offline/database'

export const STEPS = ['place', 'clause', 'photos', 'review'] as const
export type Step = (typeof STEPS)[number]

export const MOST_FINDINGS = 20
export const MOST_PHOTOS = 9
export const MOST_NOTE = 2000

export interface DraftPlace {
  method: PlaceMethod
  point: Point
  accuracy_m: number | null
  /** The grid chosen by hand or confirmed at a border, else null: the server finds it. */
  grid: string | null
  /** Where a phone that gives shifted places was put right: what it said, in GCJ-02. `point` is the place put right. */
  raw?: Point | null
  /** The id that this device made for itself, where the device found the place. */
  device?: string | null
}

export interface DraftFinding {
  id: string
  clause: string | null
  note: string
  handled_on_spot: boolean
  contacts: Contact[]
}

/** A report in the making, as it lies on the phone's disk. Its photos lie beside it under the same id. */
export interface Draft {
  id: string
  owner: string
  started_at: string
  checklist: string
  place: DraftPlace | null
  premises: string
  findings: DraftFinding[]
  /** Looking for one problem, or going through items clause by clause. */
  way: 'find' | 'inspect'
  /** The items gone through, and the clauses found in order there. */
  inspecting: string[]
  checked_ok: string[]
  /** Where the person was, so that a killed page opens there again. */
  step: Step
  at_finding: number
}

export function newFinding(): DraftFinding {
  return { id: newId(), clause: null, note: '', handled_on_spot: false, contacts: [] }
}

export function newDraft(owner: string, edition: string, way: Draft['way'] = 'find', now = new Date()): Draft {
  return {
    id: newId(now.getTime()), owner, started_at: now.toISOString(), checklist: edition, place: null, premises: '',
    findings: [newFinding()], way, inspecting: [], checked_ok: [], step: 'place', at_finding: 0,
  }
}

/** A draft as it lay on the disk; one from before inspecting was known has inspected nothing. */
export function fromDisk(stored: unknown): Draft {
  return { way: 'find', inspecting: [], checked_ok: [], ...(stored as Partial<Draft>) } as Draft
}

/** Afterwards the finding is gone, and a blank one is there if it was the last. */
export function dropFinding(draft: Draft, index: number): void {
  draft.findings.splice(index, 1)
  if (!draft.findings.length) draft.findings.push(newFinding())
  draft.at_finding = Math.min(draft.at_finding, draft.findings.length - 1)
}

/** A UUID v7: sorts by making; nobody reads the time from it. */
export function newId(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

/** True while nobody has put anything into it: such a draft is dropped without a question. */
export function isUntouched(draft: Draft, photos: number): boolean {
  return photos === 0 && draft.findings.length === 1 && !draft.premises && !draft.checked_ok.length
    && draft.findings.every(isBlank)
}

export function isBlank(finding: DraftFinding): boolean {
  return !finding.clause && !finding.note.trim() && !finding.contacts.length
}

/** The findings that go into the report: one left blank is none where something was found in order. */
export function writtenIn(draft: Draft, photos: StoredPhoto[]): DraftFinding[] {
  if (!draft.checked_ok.length) return draft.findings
  return draft.findings.filter((finding) => !isBlank(finding) || photosIn(photos, finding.id).length)
}

/** The photos of one finding in the order in which they were added. */
export function photosIn(photos: StoredPhoto[], finding: string): StoredPhoto[] {
  return photos.filter((photo) => photo.finding === finding).sort((a, b) => a.added_at - b.added_at)
}

/** The same draft under new ids: the server holds something else under the old ones. */
export function withNewIds(draft: Draft): { draft: Draft; findings: Map<string, string> } {
  const findings = new Map(draft.findings.map((finding) => [finding.id, newId()]))
  return {
    draft: { ...draft, id: newId(), findings: draft.findings.map((finding) => ({ ...finding, id: findings.get(finding.id)! })) },
    findings,
  }
}

/** What goes on the wire. The draft must have a place and clauses: see `missing.ts`. */
export function toBody(draft: Draft, place: DraftPlace, photos: StoredPhoto[]): ReportBody {
  return {
    checklist: draft.checklist,
    seen_at: draft.started_at,
    place: place.raw ?? place.point,
    accuracy_m: place.accuracy_m,
    datum: place.raw ? 'gcj02' : 'wgs84',
    place_method: place.method,
    grid_confirmed: place.grid,
    premises: draft.premises.trim() || null,
    device: place.device ?? null,
    note: '',
    findings: writtenIn(draft, photos).map((finding) => ({
      id: finding.id,
      clause: finding.clause ?? '',
      note: finding.note.trim(),
      handled_on_spot: finding.handled_on_spot,
      joins: null,
      contacts: finding.contacts.map((contact) => ({ ...contact, name: contact.name.trim(), phone: contact.phone.replace(/[\s-]/g, ''), relation: contact.relation.trim() })),
      photos: photosIn(photos, finding.id).map(({ sha256, kind, taken_at, place: taken_where, evidence_from, bytes, media_type }) => (
        { sha256, kind, taken_at, place: taken_where, evidence_from, bytes, media_type }
      )),
    })),
    checked_ok: draft.checked_ok,
  }
}
