import type { Evidence, EvidenceKey, OpenStep } from '@/api/orders'
import type { FieldFault } from '@/api/problems'
import type { Contact, PhotoKind, Point } from '@/api/types'

/** Reading order of the fields: choices first, words after them, pictures last. */
const ORDER: EvidenceKey[] = [
  'how', 'reason', 'unit', 'into', 'clause', 'level', 'grid', 'place', 'until', 'days', 'note', 'photos', 'contacts',
]

export interface StepField { key: EvidenceKey; needed: boolean }
export interface SentPhoto { sha256: string; kind: PhotoKind }

/** What a person has entered so far; empty values mean "nothing said". */
export interface Entered {
  how: string
  reason: string
  unit: string
  into: string
  clause: string
  level: string
  grid: string
  place: Point | null
  until: string
  days: string
  note: string
  contacts: Contact[]
}

export function nothingEntered(): Entered {
  return { how: '', reason: '', unit: '', into: '', clause: '', level: '', grid: '', place: null, until: '', days: '', note: '', contacts: [] }
}

/** The fields that the server opened for this step, and no others. A key that this version cannot draw is left out. */
export function fieldsOf(step: Pick<OpenStep, 'needs' | 'allows'>): StepField[] {
  return ORDER.filter((key) => step.needs.includes(key) || step.allows.includes(key)).map((key) => ({ key, needed: step.needs.includes(key) }))
}

/** The evidence as the wire wants it: only keys of the step, only what was said. */
export function evidenceFrom(step: Pick<OpenStep, 'needs' | 'allows'>, entered: Entered, photos: SentPhoto[]): Evidence {
  const said: Evidence = {}
  for (const { key } of fieldsOf(step)) {
    if (key === 'photos') {
      if (photos.length) said.photos = photos.map(({ sha256, kind }) => ({ sha256, kind }))
    } else if (key === 'contacts') {
      if (entered.contacts.length) said.contacts = entered.contacts.map((contact) => ({ ...contact }))
    } else if (key === 'place') {
      if (entered.place) said.place = entered.place
    } else if (key === 'days') {
      const days = Number(entered.days)
      if (entered.days.trim() && Number.isInteger(days)) said.days = days
    } else {
      const text = entered[key].trim()
      if (text) Object.assign(said, { [key]: text })
    }
  }
  return said
}

/** Needed fields that are still empty, in reading order. */
export function missingIn(step: Pick<OpenStep, 'needs' | 'allows'>, said: Evidence): EvidenceKey[] {
  return fieldsOf(step).filter(({ key, needed }) => needed && said[key] === undefined).map(({ key }) => key)
}

/** The server's words beside the field they speak of: `/evidence/photos/0/kind` belongs to `photos`. */
export function faultsByField(errors: FieldFault[]): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {}
  for (const { pointer, title } of errors) {
    const [, root, key] = pointer.split('/')
    const field = root === 'evidence' && key ? key : ''
    found[field] = found[field] ? `${found[field]}${title}` : title
  }
  return found
}

/** The likeliest kind of a picture taken for this step; a touch changes it. */
export function kindFor(step: string): PhotoKind {
  return ['result', 'check', 'rework'].includes(step) ? 'after' : 'near'
}
