import { PhoneDatabase } from '../database'
import { putInOutbox } from '../outbox'
import { drain, type Drained, type Sending } from '../send'
import { FakeServer, hex } from './fake-server'

let made = 0

/** A phone with its own empty storage, a server, and a clock that stands until it is moved. */
export class Phone {
  readonly database = new PhoneDatabase(`phone-${++made}`)
  readonly server = new FakeServer()
  clock = Date.parse('2026-11-22T08:00:00+08:00')
  owner = 'wang'

  drain(more: Partial<Sending> = {}): Promise<Drained> {
    return drain({
      database: this.database, fetch: this.server.fetch, owner: this.owner, now: () => this.clock, random: () => 0, ...more,
    })
  }

  /** Drains again and again, moving the clock to when the next record is due, until nothing waits. */
  async drainAll(rounds = 200): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const { next_at } = await this.drain()
      if (next_at === null) return
      this.clock = Math.max(this.clock + 1, next_at)
    }
    throw new Error('the queue does not come to an end')
  }

  /** A saved report with photos of the given sizes, one finding each; the same number twice is the same picture. */
  async save(photoSizes: number[] = [], more: { id?: string; urgent?: boolean; saved_at?: string; note?: string } = {}): Promise<string> {
    const id = more.id ?? crypto.randomUUID()
    const findings = []
    for (const size of photoSizes.length ? photoSizes : [0]) {
      const finding = crypto.randomUUID()
      findings.push({
        id: finding, clause: 'XF01-01', note: more.note ?? '', handled_on_spot: false, joins: null, contacts: [],
        photos: size ? [await this.photo(id, finding, size)] : [],
      })
    }
    await putInOutbox({
      id, owner: this.owner, draft: { words: 'as it was' }, urgent: more.urgent ?? false,
      saved_at: more.saved_at ?? new Date(this.clock++).toISOString(),
      body: {
        checklist: '2026', seen_at: '2026-11-22T08:00:00+08:00', place: { type: 'Point', coordinates: [120.46, 32.55] }, accuracy_m: 12.5,
        datum: 'wgs84', place_method: 'gnss', grid_confirmed: null, premises: null, device: null, note: '', findings, checked_ok: [],
      },
    }, this.database)
    return id
  }

  private async photo(report: string, finding: string, size: number) {
    const content = picture(size)
    const declared = { sha256: await hex(content), kind: 'near' as const, taken_at: null, place: null, evidence_from: 'none' as const, bytes: size, media_type: 'image/jpeg' }
    await this.database.photos.add({
      ...declared, id: crypto.randomUUID(), owner: this.owner, report, finding, added_at: size, blob: new Blob([content], { type: 'image/jpeg' }), upload_url: null,
    })
    return declared
  }

  state(id: string) {
    return this.database.outbox.get(id)
  }
}

/** Bytes that depend on nothing but their number. */
export function picture(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let state = size
  for (let place = 0; place < size; place++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    bytes[place] = state >> 16
  }
  return bytes
}

/** Numbers 0 ≤ x < 1 that a seed decides. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
