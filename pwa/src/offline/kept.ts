import { problemFrom, Unreachable } from '@/api/problems'
import { API } from '@/api/wire'
import { database, type PhoneDatabase } from './database'

/**
 * The newest answer to a cacheable read: asks with the ETag that is kept, stores what is new, and gives back what is
 * kept where the server cannot be reached. Rejects with `Unreachable` only if nothing was ever kept, with `Problem`
 * if the server refuses.
 */
export async function freshOrKept<T>(path: string, owner: string, from: PhoneDatabase = database): Promise<T> {
  const key = `${owner} ${path}`
  const kept = await from.kept.get(key)
  let response: Response
  try {
    response = await fetch(API + path, {
      credentials: 'same-origin',
      headers: kept?.etag ? { 'If-None-Match': kept.etag } : {},
      cache: 'no-store',
    })
  } catch (error) {
    if (kept) return kept.value as T
    throw new Unreachable(error)
  }
  if (response.status === 304 && kept) return kept.value as T
  if (!response.ok) {
    // An expired session or a tired server must not take away what the phone already knows.
    if (kept && (response.status === 401 || response.status >= 500)) return kept.value as T
    throw await problemFrom(response)
  }
  const value = (await response.json()) as T
  await from.kept.put({ key, etag: response.headers.get('ETag'), value, kept_at: new Date().toISOString() })
  return value
}

/** What is kept, without asking anybody; undefined if nothing. */
export async function keptOnly<T>(path: string, owner: string, from: PhoneDatabase = database): Promise<T | undefined> {
  return (await from.kept.get(`${owner} ${path}`))?.value as T | undefined
}

/** Keeps something of our own under the person's name. */
export async function keep(path: string, owner: string, value: unknown, into: PhoneDatabase = database): Promise<void> {
  await into.kept.put({ key: `${owner} ${path}`, etag: null, value, kept_at: new Date().toISOString() })
}
