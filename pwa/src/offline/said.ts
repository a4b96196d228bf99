import { problemFrom, type Problem } from '@/api/problems'
import { API, WRITE_HEADERS } from '@/api/wire'
import { database, type PhoneDatabase, type Said } from './database'
import { call, saidByOurServer, whoIsSignedIn, type Fetch } from './requests'

/** Afterwards it is on the phone's disk, and on its way where there is a network. */
export async function say(said: Omit<Said, 'said_at'>, into: PhoneDatabase = database): Promise<void> {
  await into.said.put({ ...said, said_at: new Date().toISOString() })
  void sendSaid(said.owner, into).catch(() => undefined)
}

/**
 * Tells the server what the person said while there was no network, in the person's own session only. What is taken,
 * or refused for good, is gone from the phone afterwards; the rest waits. Gives the number still waiting.
 */
export async function sendSaid(owner: string, from: PhoneDatabase = database, ask: Fetch = fetch): Promise<number> {
  const waiting = await from.said.where('owner').equals(owner).sortBy('said_at')
  if (!waiting.length || (await whoIsSignedIn(ask)) !== owner) return waiting.length
  let left = waiting.length
  for (const { id, path, body } of waiting) {
    const response = await call(ask, API + path, {
      method: 'PUT', headers: { 'Content-Type': 'application/json', ...WRITE_HEADERS }, body: JSON.stringify(body),
    })
    if (!response.ok && !isFinal(await problemFrom(response))) return left
    await from.said.delete(id)
    left--
  }
  return left
}

function isFinal(problem: Problem): boolean {
  return problem.status < 500 && ![401, 408, 425, 429].includes(problem.status) && saidByOurServer(problem) && !problem.retry
}
