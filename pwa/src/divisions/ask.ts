import { problemFrom, Unreachable } from '@/api/problems'
import { API, WRITE_HEADERS } from '@/api/wire'

type Asked = Record<string, string | number | boolean | null | undefined>

/** One call. Rejects with `Problem` or `Unreachable`. */
export async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, asked: Asked = {}, body?: unknown): Promise<T> {
  const given = Object.entries(asked).filter(([, value]) => value !== '' && value != null).map(([key, value]) => [key, String(value)])
  const query = given.length ? `?${new URLSearchParams(given)}` : ''
  const headers: Record<string, string> = method === 'GET' ? {} : { ...WRITE_HEADERS }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(`${API}${path}${query}`, { method, credentials: 'same-origin', headers, body: body === undefined ? null : JSON.stringify(body) })
  } catch (error) {
    throw new Unreachable(error)
  }
  if (!response.ok) throw await problemFrom(response)
  return (response.status === 204 ? undefined : await response.json()) as T
}
