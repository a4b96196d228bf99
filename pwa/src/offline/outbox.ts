import type { ReportBody } from '@/api/types'
import { database, type OutboxRecord, type PhoneDatabase } from './database'

const DAY = 24 * 60 * 60 * 1000
/** After the server confirmed everything, pictures stay on the phone this long; the line about the report longer. */
export const KEEP_PHOTOS_MS = 7 * DAY
const KEEP_RECORDS_MS = 90 * DAY

/**
 * Afterwards the report waits to be sent and its draft is gone; or nothing has changed, if the phone's storage refused.
 * Photos that lay beside the draft but are not in the report are removed.
 */
export async function putInOutbox(
  saved: { id: string; owner: string; body: ReportBody; draft: unknown; urgent: boolean; saved_at: string },
  into: PhoneDatabase = database,
): Promise<void> {
  await into.transaction('rw', into.outbox, into.photos, into.drafts, async () => {
    const named = new Set(saved.body.findings.flatMap((finding) => finding.photos.map((photo) => photo.sha256)))
    const beside = await into.photos.where('report').equals(saved.id).toArray()
    const left = beside.filter((photo) => !named.has(photo.sha256))
    await into.photos.bulkDelete(left.map((photo) => photo.id))
    const sizes = new Map(beside.filter((photo) => named.has(photo.sha256)).map((photo) => [photo.sha256, photo.bytes]))
    await into.outbox.put({
      ...saved, state: 'waiting', attempts: 0, not_before: 0, held_until: 0, problem: null, answer: null, missing: [],
      bytes_total: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0), bytes_sent: 0, sent_at: null,
    })
    await into.drafts.delete(saved.id)
  })
}

/** One person's records, newest first. */
export async function outboxOf(owner: string, from: PhoneDatabase = database): Promise<OutboxRecord[]> {
  const records = await from.outbox.where('owner').equals(owner).toArray()
  return records.sort((a, b) => b.saved_at.localeCompare(a.saved_at))
}

export async function unsentOf(owner: string, from: PhoneDatabase = database): Promise<number> {
  return from.outbox.where('owner').equals(owner).filter((record) => record.state !== 'sent').count()
}

/** How many reports on this phone wait to be sent, whoever they belong to. */
export async function unsentOnThisPhone(from: PhoneDatabase = database): Promise<number> {
  return from.outbox.where('state').notEqual('sent').count()
}

/** Tries a refused or resting record again as it is. */
export async function sendAgain(id: string, into: PhoneDatabase = database): Promise<void> {
  await into.outbox.update(id, { state: 'waiting', attempts: 0, not_before: 0, problem: null, photo_problems: {} })
}

/** Lets a report be complete without one photo that the server will not take. */
export async function goWithoutPhoto(id: string, sha256: string, into: PhoneDatabase = database): Promise<void> {
  await into.transaction('rw', into.outbox, into.photos, async () => {
    const record = await into.outbox.get(id)
    if (!record) return
    const missing = record.missing.filter((photo) => photo !== sha256)
    await into.photos.where('[report+sha256]').equals([id, sha256]).delete()
    await into.outbox.update(id, {
      missing, problem: null, attempts: 0, not_before: 0,
      state: missing.length || !record.answer ? 'waiting' : 'sent',
      sent_at: missing.length || !record.answer ? null : new Date().toISOString(),
      without: [...(record.without ?? []), sha256],
    })
  })
}

/**
 * Takes a refused record out of the queue for mending; hands back the draft it was made from, its photos still there.
 * Undefined if it is gone or no longer refused.
 */
export async function takeBack(id: string, from: PhoneDatabase = database): Promise<unknown> {
  return from.transaction('rw', from.outbox, from.drafts, async () => {
    const record = await from.outbox.get(id)
    if (record?.state !== 'refused') return undefined
    await from.drafts.put({ id, owner: record.owner, updated_at: new Date().toISOString(), content: record.draft })
    await from.outbox.delete(id)
    return record.draft
  })
}

/** Removes what the server has had for long: photos after 7 days, the record after 90. */
export async function pruneSent(now: number, from: PhoneDatabase = database): Promise<void> {
  await from.transaction('rw', from.outbox, from.photos, async () => {
    const done = await from.outbox.where('state').equals('sent').toArray()
    for (const record of done) {
      const age = now - Date.parse(record.sent_at ?? record.saved_at)
      if (age > KEEP_PHOTOS_MS) await from.photos.where('report').equals(record.id).delete()
      if (age > KEEP_RECORDS_MS) await from.outbox.delete(record.id)
    }
  })
}
