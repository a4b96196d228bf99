import { describe, expect, test } from 'vitest'
import { addressOf } from './list'
import { bytesOf } from './push'
import { linkOf, listenForPushes, OPEN, TOLD, type PushWorld } from './push.worker'
import { EVERY_MS, UnreadWatch, waitAfter } from './unread-watch'

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A server that gives these answers in turn, and a clock that is moved by hand. */
class Phone {
  answers: (Response | Error)[] = []
  asked: (string | null)[] = []
  told: number[] = []
  waits: number[] = []
  visible = true
  due: (() => void) | null = null
  readonly watch = new UnreadWatch({
    fetch: async (_address, init) => {
      this.asked.push((init.headers as Record<string, string>)['If-None-Match'] ?? null)
      const answer = this.answers.shift() ?? new Error('no network')
      if (answer instanceof Error) throw answer
      return answer
    },
    visible: () => this.visible,
    tell: ({ unread }) => this.told.push(unread),
    setTimer: (work, ms) => {
      this.waits.push(ms)
      this.due = work
      return 0 as never
    },
    clearTimer: () => { this.due = null },
  })

  async pass(): Promise<void> {
    const work = this.due
    this.due = null
    work?.()
    await settled()
  }
}
const unread = (count: number, etag = '"1"') => new Response(JSON.stringify({ unread: count, newest: 9 }), { headers: { ETag: etag } })

describe('the badge', () => {
  test('is asked for with the ETag of the last answer, and stays as it was when nothing changed', async () => {
    const phone = new Phone()
    phone.answers = [unread(3), new Response(null, { status: 304 })]
    phone.watch.start()
    await settled()
    await phone.pass()
    expect(phone.asked).toEqual([null, '"1"'])
    expect(phone.told).toEqual([3])
    expect(phone.waits).toEqual([EVERY_MS, EVERY_MS])
  })

  test('is asked for less and less often while the server is out of reach, and as before once it answers', async () => {
    const phone = new Phone()
    phone.answers = [new Error('cut'), new Response('', { status: 503 }), unread(1)]
    phone.watch.start()
    await settled()
    await phone.pass()
    await phone.pass()
    expect(phone.waits).toEqual([2 * EVERY_MS, 4 * EVERY_MS, EVERY_MS])
  })

  test('is not asked for while nobody looks', async () => {
    const phone = new Phone()
    phone.visible = false
    phone.watch.start()
    await settled()
    expect(phone.asked).toEqual([])
    phone.visible = true
    phone.watch.look()
    await settled()
    expect(phone.asked).toHaveLength(1)
  })

  test('is asked for once when two reasons come together', async () => {
    const phone = new Phone()
    phone.answers = [unread(1)]
    phone.watch.start()
    phone.watch.look()
    await settled()
    expect(phone.asked).toHaveLength(1)
  })

  test('rests when the session has ended, and when somebody signs out', async () => {
    const phone = new Phone()
    phone.answers = [new Response('', { status: 401 })]
    phone.watch.start()
    await settled()
    expect(phone.waits).toEqual([])
    phone.answers = [unread(2)]
    phone.watch.start()
    phone.watch.stop()
    await settled()
    expect(phone.told).toEqual([])
  })

  test('takes an answer that is not ours for no answer', async () => {
    const phone = new Phone()
    phone.answers = [new Response('<html>sign in to this network</html>')]
    phone.watch.start()
    await settled()
    expect([phone.told, phone.waits]).toEqual([[], [2 * EVERY_MS]])
  })
})

test('the wait doubles, never exceeds ten minutes, and never undercuts the server’s word', () => {
  expect(waitAfter(0)).toBe(EVERY_MS)
  expect(waitAfter(1)).toBe(2 * EVERY_MS)
  expect(waitAfter(50)).toBe(600_000)
  expect(waitAfter(1, 900)).toBe(900_000)
})

test('a notice leads to its order or report, and nowhere else', () => {
  expect([addressOf('order/123'), addressOf('report/abc'), addressOf('month/2026-11'), addressOf('order/')]).toEqual(['/orders/123', '/reports/abc', null, null])
})

describe('a push', () => {
  function world() {
    const seen = { notifications: [] as [string, object][], opened: [] as string[], posted: [] as object[] }
    const handlers: Record<string, (event: Event) => void> = {}
    const pages: object[] = []
    listenForPushes({
      addEventListener: (type: string, work: (event: Event) => void) => { handlers[type] = work },
      registration: { showNotification: async (title: string, options: object) => { seen.notifications.push([title, options]) } },
      clients: { matchAll: async () => pages, openWindow: async (address: string) => { seen.opened.push(address) } },
    } satisfies PushWorld)
    const fire = async (type: string, event: object) => {
      let work: Promise<unknown> = Promise.resolve()
      handlers[type]!({ ...event, waitUntil: (promise: Promise<unknown>) => { work = promise } } as unknown as Event)
      await work
    }
    const openPage = () => pages.push({ focus: async () => undefined, postMessage: (message: object) => seen.posted.push(message) })
    return { seen, fire, openPage }
  }

  test('shows its title, replaces its own twin, and tells an open page to look', async () => {
    const { seen, fire, openPage } = world()
    openPage()
    await fire('push', { data: { json: () => ({ id: 7, title: '已受理：灭火器缺失', link: '/orders/1' }) } })
    expect(seen.notifications[0]![0]).toBe('已受理：灭火器缺失')
    expect(seen.notifications[0]![1]).toMatchObject({ tag: 'notice-7', data: '/orders/1' })
    expect(seen.posted).toEqual([{ type: TOLD }])
  })

  test('that cannot be read is shown all the same', async () => {
    const { seen, fire } = world()
    await fire('push', { data: { json: () => { throw new SyntaxError('cut') } } })
    expect(seen.notifications[0]![1]).toMatchObject({ data: '/notices' })
  })

  test('that is touched leads there in the open page, else in a new one', async () => {
    const closed = world()
    await closed.fire('notificationclick', { notification: { data: '/orders/1', close: () => undefined } })
    expect(closed.seen.opened).toEqual(['/orders/1'])
    const open = world()
    open.openPage()
    await open.fire('notificationclick', { notification: { data: '/orders/1', close: () => undefined } })
    expect([open.seen.opened, open.seen.posted]).toEqual([[], [{ type: OPEN, link: '/orders/1' }]])
  })

  test('never leads out of the app', () => {
    expect(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere', 7, '/orders/1'].map(linkOf)).toEqual(['/notices', '/notices', '/notices', '/notices', '/orders/1'])
  })

  test('key is read from base64url', () => {
    expect([...bytesOf('-_8')]).toEqual([251, 255])
  })
})
