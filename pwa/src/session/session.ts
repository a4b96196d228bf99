import { computed, readonly, ref, shallowRef } from 'vue'
import { api } from '@/api/client'
import { Problem, Unreachable } from '@/api/problems'
import type { Me, Role } from '@/api/types'
import { readMe, writeMe } from '@/offline/database'

const current = shallowRef<Me | null>(null)
const ended = ref(false)

/** Who uses this phone; null when nobody is signed in. */
export const me = readonly(current) as Readonly<typeof current>
/** The server no longer knows the session; everything on the phone stays and filing goes on. */
export const sessionEnded = readonly(ended)
export const isWorker = computed(() => current.value?.role === 'worker')

export function hasRole(...roles: Role[]): boolean {
  return current.value !== null && roles.includes(current.value.role)
}

/** Reads the person from the phone, so that the app opens without a network; then asks the server, without waiting. */
export async function restoreSession(): Promise<void> {
  try {
    current.value = await readMe()
  } catch {
    current.value = null // storage denied: the server's answer below decides
  }
  const asked = refreshMe()
  if (current.value === null) await asked
}

/** Afterwards `me` is as the server says, or `sessionEnded` is true, or nothing changed because it was out of reach. */
export async function refreshMe(): Promise<void> {
  try {
    const { data } = await api.GET('/api/v1/me')
    await take(data as Me)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) ended.value = current.value !== null
    else if (!(error instanceof Problem || error instanceof Unreachable)) throw error
  }
}

export async function signIn(username: string, password: string): Promise<Me> {
  const { data } = await api.POST('/api/v1/session', { body: { username, password } })
  await take(data as Me)
  return data as Me
}

/** Afterwards nobody is signed in on this phone; queue and drafts stay and wait for their owner. */
export async function signOut(): Promise<void> {
  try {
    await api.DELETE('/api/v1/session')
  } catch (error) {
    // Without a network the cookie stays until the server is next reached; this phone shows nothing any more.
    if (!(error instanceof Problem || error instanceof Unreachable)) throw error
  }
  await writeMe(null)
  current.value = null
  ended.value = false
}

export function noteSessionEnded(): void {
  ended.value = current.value !== null
}

async function take(person: Me): Promise<void> {
  current.value = person
  ended.value = false
  await writeMe(person).catch(() => undefined) // storage denied: signed in until the page is closed
}
