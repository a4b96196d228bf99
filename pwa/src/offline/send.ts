import { Problem, Unreachable } from '@/api/problems'
import type { OutboxRecord } from './database'
import { deliver, isFinal, Moved, type Line } from './deliver'
import { whoIsSignedIn } from './requests'

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000

export interface Sending extends Line {
  /** Whose records are sent; the server is asked whether the session is really theirs. */
  owner: string
  /** 0 ≤ x < 1, for the jitter. */
  random: () => number
  /** Tries at once what only our own back-off holds: the network came back, or the person asked. */
  hurry?: boolean
}

export interface Drained {
  /** Why nothing more can be sent now, or null. */
  paused: 'signed-out' | 'someone-else' | 'unreachable' | null
  /** When the next record is due (ms), null if none waits. */
  next_at: number | null
}

class Stop extends Error {
  constructor(readonly why: NonNullable<Drained['paused']>) {
    super(why)
  }
}

/**
 * Sends what is due, urgent before all and oldest first; every text before any photo, so that a fact never waits for
 * another's picture. Everything that happened is in the database before the next call, so that a killed page loses
 * nothing. One at a time per phone: call it under `alone`.
 */
export async function drain(sending: Sending): Promise<Drained> {
  const { outbox } = sending.database
  const { owner } = sending
  await outbox.where('[owner+state]').equals([owner, 'sending']).modify({ state: 'waiting' })
  if (sending.hurry) await outbox.where('[owner+state]').equals([owner, 'waiting']).modify({ not_before: 0 })
  let paused: Drained['paused'] = null
  try {
    await sendDue(sending)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    paused = error.why
  }
  const left = await waiting(sending)
  return { paused, next_at: left.length ? Math.min(...left.map(dueAt)) : null }
}

async function sendDue(sending: Sending): Promise<void> {
  let asked = false
  for (let record = await nextDue(sending); record; record = await nextDue(sending)) {
    if (!asked) await makeSureItIsTheOwner(sending)
    asked = true
    await sending.database.outbox.update(record.id, { state: 'sending' })
    try {
      await deliver(sending, record)
    } catch (error) {
      await takeFailure(sending, record.id, error)
    }
  }
}

async function waiting(sending: Sending): Promise<OutboxRecord[]> {
  return sending.database.outbox.where('[owner+state]').equals([sending.owner, 'waiting']).toArray()
}

async function nextDue(sending: Sending): Promise<OutboxRecord | undefined> {
  const now = sending.now()
  return (await waiting(sending)).filter((record) => dueAt(record) <= now).sort(inOrder)[0]
}

function dueAt(record: OutboxRecord): number {
  return Math.max(record.not_before, record.held_until)
}

function inOrder(a: OutboxRecord, b: OutboxRecord): number {
  return Number(b.urgent) - Number(a.urgent)
    || Number(a.answer !== null) - Number(b.answer !== null)
    || a.saved_at.localeCompare(b.saved_at)
}

async function makeSureItIsTheOwner(sending: Sending): Promise<void> {
  let signedIn: string
  try {
    signedIn = await whoIsSignedIn(sending.fetch)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) throw new Stop('signed-out')
    if (error instanceof Problem || error instanceof Unreachable) throw new Stop('unreachable')
    throw error
  }
  if (signedIn !== sending.owner) throw new Stop('someone-else')
}

async function takeFailure(sending: Sending, id: string, error: unknown): Promise<void> {
  const { outbox } = sending.database
  const record = await outbox.get(id)
  if (!record) return
  if (error instanceof Problem && error.status === 401) {
    await outbox.update(id, { state: 'waiting' })
    throw new Stop('signed-out')
  }
  const attempts = error instanceof Moved ? 0 : record.attempts + 1
  if (error instanceof Problem && isFinal(error, attempts)) {
    await outbox.update(id, { state: 'refused', attempts, problem: error.asDocument() })
    return
  }
  const now = sending.now()
  await outbox.update(id, {
    state: 'waiting', attempts, not_before: now + backOff(attempts, sending.random()),
    held_until: error instanceof Problem && error.retryAfter ? now + error.retryAfter * 1000 : 0,
    problem: error instanceof Problem ? error.asDocument() : null,
  })
  if (!(error instanceof Problem)) throw error instanceof Moved || error instanceof Unreachable ? new Stop('unreachable') : error
  if ([429, 503].includes(error.status)) throw new Stop('unreachable')
}

/** 5 s, 10 s, 20 s … at most 15 min, shortened by up to half so that many phones do not come back in one moment. */
export function backOff(attempts: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20))
  return Math.round(whole * (1 - random / 2))
}
