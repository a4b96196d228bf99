import Dexie, { type EntityTable } from 'dexie'
import type { Me, PhotoKind, Point, ReportAnswer, ReportBody } from '@/api/types'
import type { ProblemDocument } from '@/api/problems'

export type OutboxState = 'waiting' | 'sending' | 'sent' | 'refused'

/** A report on its way. Lives here until the server has it and all its photos, and 7 days more. */
export interface OutboxRecord {
  /** The report's uuid, made on the phone. */
  id: string
  /** Whose it is: nobody else who signs in on this phone sees or sends it. */
  owner: string
  body: ReportBody
  /** The draft it was made from, so that a refused one opens exactly as it was. */
  draft: unknown
  urgent: boolean
  saved_at: string
  state: OutboxState
  attempts: number
  /** Our own back-off: not tried before this moment (ms) unless the network came back or the person asks. */
  not_before: number
  /** The server's word (Retry-After): not tried before this moment (ms), whoever asks. */
  held_until: number
  /** What the server said against it, or null. */
  problem: ProblemDocument | null
  /** What the server said when it took the report; null until then. */
  answer: ReportAnswer | null
  /** SHA-256 of the photos that the server still lacks; meaningful once there is an answer. */
  missing: string[]
  /** Photos that the server will not take, with its reason. */
  photo_problems?: Record<string, ProblemDocument>
  /** Photos that the server will not take and the person agreed to go without. */
  without?: string[]
  /** Of all photos to send, for the figure on the screen. */
  bytes_total: number
  bytes_sent: number
  sent_at: string | null
}

/** A photo on this phone; `report` is the uuid of its draft, which becomes the report's. */
export interface StoredPhoto {
  id: string
  owner: string
  report: string
  finding: string
  /** For their order (ms). */
  added_at: number
  sha256: string
  kind: PhotoKind
  blob: Blob
  bytes: number
  media_type: string
  taken_at: string | null
  place: Point | null
  evidence_from: 'exif' | 'device' | 'none'
  /** Where the server keeps the begun upload, so that it goes on at the byte. */
  upload_url: string | null
}

export interface StoredDraft {
  id: string
  owner: string
  updated_at: string
  content: unknown
}

/** An answer kept for offline use, by address and person. */
export interface Kept {
  key: string
  etag: string | null
  value: unknown
  kept_at: string
}

/** A small thing to tell the server once there is a network: a PUT to `path` that may be repeated at will. */
export interface Said {
  /** Its uuid, made on the phone. */
  id: string
  owner: string
  path: string
  body: unknown
  said_at: string
}

export class PhoneDatabase extends Dexie {
  outbox!: EntityTable<OutboxRecord, 'id'>
  photos!: EntityTable<StoredPhoto, 'id'>
  drafts!: EntityTable<StoredDraft, 'id'>
  kept!: EntityTable<Kept, 'key'>
  said!: EntityTable<Said, 'id'>

  constructor(name = 'wangge') {
    super(name, { cache: 'disabled' }) // its answers lag behind transactions: a filed draft went on being counted
    this.version(1).stores({
      outbox: 'id, owner, state, [owner+state], saved_at, sent_at',
      photos: 'id, owner, report, [report+sha256]',
      drafts: 'id, owner, updated_at',
      kept: 'key',
    })
    this.version(2).stores({ said: 'id, owner' })
  }
}

export const database = new PhoneDatabase()

const ME = 'me'

/** Who uses this phone, as the server last said; null after signing out. Readable without a network. */
export async function readMe(from: PhoneDatabase = database): Promise<Me | null> {
  return ((await from.kept.get(ME))?.value as Me | undefined) ?? null
}

export async function writeMe(me: Me | null, to: PhoneDatabase = database): Promise<void> {
  if (me === null) await to.kept.delete(ME)
  else await to.kept.put({ key: ME, etag: null, value: me, kept_at: new Date().toISOString() })
}
