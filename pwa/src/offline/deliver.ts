import { Problem, Unreachable } from '@/api/problems'
import type { OutboxRecord, PhoneDatabase, StoredPhoto } from './database'
import { missingPhotos, putReport, saidByOurServer, type Fetch } from './requests'
import { uploadPhoto } from './upload'

/** A photo whose bytes arrive wrong this often is shown to the person instead of being tried for ever. */
const GIVE_UP_ON_PHOTO = 5
const PHOTO_MAY_START_AFRESH = new Set(['upload-gone', 'upload-offset', 'upload-locked', 'photo-differs', 'photo-not-expected'])

export interface Line {
  database: PhoneDatabase
  fetch: Fetch
  now: () => number
}

/** The line broke, but bytes of this photo arrived: worth going on soon. */
export class Moved extends Error {
  constructor(readonly reason: Unreachable) {
    super('moved')
  }
}

/** One call's worth of progress for one record: its text, or its next photo. Rejects with Problem, Unreachable or Moved. */
export async function deliver(line: Line, record: OutboxRecord): Promise<void> {
  if (record.answer === null) {
    await sendText(line, record)
    await line.database.outbox.update(record.id, { attempts: 0 })
  } else {
    const sha256 = nextPhoto(record)
    if (sha256 !== undefined) await sendPhoto(line, record, sha256)
  }
  await settle(line, record.id)
}

/** True if trying the same again cannot help and a person must look. */
export function isFinal(problem: Problem, attempts: number): boolean {
  if (problem.status >= 500 || [401, 408, 425, 429].includes(problem.status)) return false
  if (problem.code === 'photo-differs') return attempts >= GIVE_UP_ON_PHOTO
  if (PHOTO_MAY_START_AFRESH.has(problem.code)) return false
  return problem.status === 413 || (saidByOurServer(problem) && !problem.retry)
}

function nextPhoto(record: OutboxRecord): string | undefined {
  return record.missing.find((sha256) => !record.photo_problems?.[sha256])
}

async function sendText(line: Line, record: OutboxRecord): Promise<string[]> {
  const answer = await putReport(line.fetch, record.id, record.body)
  const without = new Set(record.without ?? [])
  const missing = missingPhotos(answer).filter((sha256) => !without.has(sha256))
  await line.database.outbox.update(record.id, { answer, missing })
  return missing
}

async function sendPhoto(line: Line, record: OutboxRecord, sha256: string): Promise<void> {
  const { outbox, photos } = line.database
  try {
    const photo = await photos.where('[report+sha256]').equals([record.id, sha256]).first()
    if (!photo) throw new Problem({ type: 'photo-not-here', title: '', status: 0, retry: false })
    await uploadWhole(line, record, photo)
    await outbox.update(record.id, { missing: record.missing.filter((other) => other !== sha256), attempts: 0 })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (!(await stillMissing(line, record, sha256, error))) return
    if (!isFinal(error, record.attempts + 1)) throw error
    await outbox.update(record.id, { photo_problems: { ...record.photo_problems, [sha256]: error.asDocument() } })
  }
}

/** A cut upload goes on once at once, from the byte the server has; a second cut is left to the back-off. */
async function uploadWhole(line: Line, record: OutboxRecord, photo: StoredPhoto): Promise<void> {
  const { outbox, photos } = line.database
  const same = photos.where('[report+sha256]').equals([record.id, photo.sha256])
  const before = await bytesThere(line, record)
  let upload_url = photo.upload_url
  let reached = 0
  const attempt = () => uploadPhoto({ ...photo, upload_url, target: `report/${record.id}` }, {
    remember: (url) => same.modify({ upload_url: (upload_url = url) }),
    progressed: (bytes) => {
      reached = bytes
      void outbox.update(record.id, { bytes_sent: before + bytes }).catch(() => undefined)
    },
  }, line.fetch)
  try {
    await attempt().catch((error: unknown) => {
      if (error instanceof Unreachable) return attempt()
      throw error
    })
  } catch (error) {
    if (error instanceof Unreachable && reached > 0) throw new Moved(error)
    throw error
  }
  await outbox.update(record.id, { bytes_sent: before + photo.bytes })
}

/**
 * The upload was refused; perhaps an answer was lost and the photo is there. The report's own answer knows. When the
 * server is only tired or the session is over there is nothing to ask.
 */
async function stillMissing(line: Line, record: OutboxRecord, sha256: string, problem: Problem): Promise<boolean> {
  if (problem.status >= 500 || [0, 401, 429].includes(problem.status)) return true
  await line.database.photos.where('[report+sha256]').equals([record.id, sha256]).modify({ upload_url: null })
  return (await sendText(line, record)).includes(sha256)
}

async function bytesThere(line: Line, record: OutboxRecord): Promise<number> {
  const here = await line.database.photos.where('report').equals(record.id).toArray()
  const sizes = new Map(here.map((photo) => [photo.sha256, photo.bytes]))
  const left = record.missing.reduce((sum, sha256) => sum + (sizes.get(sha256) ?? 0), 0)
  return Math.max(0, record.bytes_total - left)
}

async function settle(line: Line, id: string): Promise<void> {
  const { outbox } = line.database
  const record = await outbox.get(id)
  if (!record) return
  const open = nextPhoto(record)
  if (record.answer === null || open !== undefined) await outbox.update(id, { state: 'waiting', problem: null, not_before: 0 })
  else if (record.missing.length) await outbox.update(id, { state: 'refused', problem: record.photo_problems?.[record.missing[0]!] ?? null })
  else await outbox.update(id, { state: 'sent', problem: null, bytes_sent: record.bytes_total, sent_at: new Date(line.now()).toISOString() })
}
