/* What the service worker does with a push. Runs there and not on the page; names only what it uses of that world. */

export const OPEN = 'wangge-open'
export const TOLD = 'wangge-told'

interface Window { focus(): Promise<unknown>; postMessage(message: object): void }
interface Pushed extends Event { data: { json(): unknown } | null; waitUntil(work: Promise<unknown>): void }
interface Clicked extends Event { notification: { data?: unknown; close(): void }; waitUntil(work: Promise<unknown>): void }
export interface PushWorld {
  addEventListener(type: string, work: (event: Event) => void): void
  registration: { showNotification(title: string, options: object): Promise<void> }
  clients: { matchAll(options: object): Promise<readonly unknown[]>; openWindow(address: string): Promise<unknown> }
}
interface Told { id?: number; title?: string; link?: string }

/** Afterwards pushes show as notifications, and a touched one opens what it speaks of. */
export function listenForPushes(world: PushWorld): void {
  world.addEventListener('push', (event) => (event as Pushed).waitUntil(show(world, told(event as Pushed))))
  world.addEventListener('notificationclick', (event) => {
    const { notification } = event as Clicked
    notification.close()
    ;(event as Clicked).waitUntil(open(world, linkOf(notification.data)))
  })
}

/** Browsers that see a push without a notification take the permission away: one is shown whatever came. */
function told(event: Pushed): Told {
  try {
    return (event.data?.json() as Told | null) ?? {}
  } catch {
    return {}
  }
}

async function show(world: PushWorld, { id, title, link }: Told): Promise<void> {
  // The same notice pushed twice replaces itself.
  await world.registration.showNotification(title || '网格通有新消息', {
    tag: id ? `notice-${id}` : 'notice', icon: '/icons/icon-192.png', badge: '/icons/icon-192.png', lang: 'zh-CN', data: linkOf(link),
  })
  for (const page of await pages(world)) page.postMessage({ type: TOLD })
}

async function open(world: PushWorld, link: string): Promise<void> {
  const [page] = await pages(world)
  if (!page) return void (await world.clients.openWindow(link))
  await page.focus()
  page.postMessage({ type: OPEN, link })
}

async function pages(world: PushWorld): Promise<Window[]> {
  return [...(await world.clients.matchAll({ type: 'window' }))] as Window[]
}

/** Only addresses of this app; anything else leads to the notices. */
export function linkOf(link: unknown): string {
  return typeof link === 'string' && /^\/(?![/\\])/.test(link) ? link : '/notices'
}
