import { api } from '@/api/client'
import type { PushAddress } from '@/api/notices'

export type PushState = 'unsupported' | 'refused' | 'off' | 'on'

/** Whether this browser takes pushes now, or why it cannot. */
export async function pushState(): Promise<PushState> {
  if (!('PushManager' in globalThis) || !('Notification' in globalThis) || !navigator.serviceWorker) return 'unsupported'
  // Not `ready`: it never settles where the worker failed to start.
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'unsupported'
  if (Notification.permission === 'denied') return 'refused'
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the person, subscribes, and tells the server. Rejects where the push service or the server is out of reach. */
export async function turnPushOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'unsupported'
  const { data } = await api.GET('/api/v1/push-subscriptions/key')
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(data!.key) })
  try {
    await api.PUT('/api/v1/push-subscriptions', { body: { expirationTime: null, ...subscription.toJSON() } as PushAddress })
  } catch (error) {
    await subscription.unsubscribe() // the server does not know it: not left half on
    throw error
  }
  return 'on'
}

export async function turnPushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription) {
    await api.DELETE('/api/v1/push-subscriptions', { body: { endpoint: subscription.endpoint } })
    await subscription.unsubscribe()
  }
  return pushState()
}

/** base64url → bytes, as `subscribe` wants the key. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const padded = base64url.replace(/-/g, '+').replace(/_/g, '/').padEnd(Math.ceil(base64url.length / 4) * 4, '=')
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0))
}
