/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { listenForPushes } from './notices/push.worker'
import { alone } from './offline/alone'
import { database, readMe } from './offline/database'
import { drain } from './offline/send'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null })[] }
interface SyncEvent extends ExtendableEvent { tag: string }

const SYNC_TAG = 'wangge-outbox'
const NOT_OURS = [/^\/api\//, /^\/ogc/, /^\/healthz/, /^\/readyz/, /^\/metrics/, /^\/public\//]

// The app's own files and nothing else: answers of /api are kept by the app, per person, in its database.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
listenForPushes(self)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: NOT_OURS }))

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})

// The network is back. An open page sends and shows it; where none is open the worker sends by itself.
self.addEventListener('sync', (event) => {
  const sync = event as unknown as SyncEvent
  if (sync.tag === SYNC_TAG) sync.waitUntil(sendOrTell())
})

async function sendOrTell(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' })
  if (pages.length) {
    for (const page of pages) page.postMessage({ type: SYNC_TAG })
    return
  }
  const me = await readMe()
  if (!me) return
  const fetch = self.fetch.bind(self)
  const drained = await alone(() => drain({ database, fetch, owner: me.id, now: Date.now, random: Math.random, hurry: true }), database)
  if (drained?.paused === 'unreachable') throw new Error('the browser asks again later')
}
