import { describe, expect, test } from 'vitest'
import { goWithoutPhoto, sendAgain, takeBack } from './outbox'
import { backOff } from './send'
import { Phone } from './testing/phone'

const count = (phone: Phone, start: string) => phone.server.log.filter((request) => request.startsWith(start)).length

describe('a report that is sent', () => {
  test('arrives with its photos and is called sent only then', async () => {
    const phone = new Phone()
    const id = await phone.save([300_000, 1000])
    await phone.drain()
    expect(phone.server.filings).toEqual([id])
    expect(phone.server.photos.size).toBe(2)
    expect(await phone.state(id)).toMatchObject({ state: 'sent', bytes_sent: 301_000, bytes_total: 301_000, missing: [] })
  })

  test('keeps its photos on the phone after sending', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    await phone.drain()
    expect(await phone.database.photos.where('report').equals(id).count()).toBe(1)
  })

  test('sends the same picture once, though two findings show it', async () => {
    const phone = new Phone()
    const id = await phone.save([5000, 5000])
    await phone.drain()
    expect(count(phone, 'POST')).toBe(1)
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('sends only the photos that the server lacks', async () => {
    const phone = new Phone()
    await phone.save([5000])
    await phone.drain()
    await phone.save([5000, 6000])
    await phone.drain()
    expect(count(phone, 'POST')).toBe(2)
  })

  test('goes before others if it is urgent, and texts go before photos', async () => {
    const phone = new Phone()
    const first = await phone.save([1000])
    const second = await phone.save([2000])
    const urgent = await phone.save([3000], { urgent: true })
    await phone.drain()
    const texts = phone.server.log.filter((request) => /PUT|POST/.test(request)).map((request) => request.split('/').pop())
    expect(texts).toEqual([urgent, 'uploads', first, second, 'uploads', 'uploads'])
  })
})

describe('a bad line', () => {
  test('leaves a report waiting when nothing comes through, and says when it is tried again', async () => {
    const phone = new Phone()
    phone.server.fault = () => 'drop'
    const id = await phone.save([1000])
    expect(await phone.drain()).toMatchObject({ paused: 'unreachable' })
    expect(await phone.state(id)).toMatchObject({ state: 'waiting', answer: null })
  })

  test('files once though the answer was lost', async () => {
    const phone = new Phone()
    let lost = 0
    phone.server.fault = (request) => (request.startsWith('PUT') && lost++ < 3 ? 'lose-answer' : 'none')
    const id = await phone.save()
    await phone.drainAll()
    expect(phone.server.filings).toEqual([id])
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('repeats a stale keep-alive once at once, without a failed attempt', async () => {
    const phone = new Phone()
    let stale = 1
    phone.server.fault = (request) => (request.startsWith('PUT') && stale-- > 0 ? 'drop' : 'none')
    const id = await phone.save()
    expect(await phone.drain()).toEqual({ paused: null, next_at: null })
    expect(await phone.state(id)).toMatchObject({ state: 'sent', attempts: 0 })
  })

  test('goes on with a cut photo at the byte the server has', async () => {
    const phone = new Phone()
    let cuts = 0
    phone.server.fault = (request) => (request.startsWith('PATCH') && cuts++ < 4 ? { cut: 0.5 } : 'none')
    const id = await phone.save([400_000])
    await phone.drainAll()
    expect((await phone.state(id))?.state).toBe('sent')
    expect(count(phone, 'POST')).toBe(1)
    expect(phone.server.bytesReceived).toBeLessThan(1.1 * 400_000 + 5000)
  })

  test('takes a photo for delivered when the answer to its last bytes was lost', async () => {
    for (const forgets of [false, true]) {
      const phone = new Phone()
      phone.server.forgetsWholeUploads = forgets
      let lost = 0
      phone.server.fault = (request) => (request.startsWith('PATCH') && lost++ < 1 ? 'lose-answer' : 'none')
      const id = await phone.save([1000])
      await phone.drainAll()
      expect((await phone.state(id))?.state).toBe('sent')
    }
  })

  test('survives a page that is killed in the middle of sending', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    await phone.database.outbox.update(id, { state: 'sending' })
    await phone.drain()
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('does not mistake the sign-in page of a hotel for an answer', async () => {
    const phone = new Phone()
    const id = await phone.save()
    const portal = async () => new Response('<html>Wi-Fi</html>', { status: 200 })
    expect(await phone.drain({ fetch: portal })).toMatchObject({ paused: 'unreachable' })
    expect((await phone.state(id))?.state).toBe('waiting')
  })
})

describe('a server that says no', () => {
  test('pauses everything when the session has ended, and refuses nothing', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    phone.server.person = null
    expect(await phone.drain()).toMatchObject({ paused: 'signed-out' })
    expect(await phone.state(id)).toMatchObject({ state: 'waiting', attempts: 0, problem: null })
    phone.server.person = 'wang'
    await phone.drain()
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('pauses when the session ends between report and photo', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    phone.server.fault = (request) => (request.startsWith('POST') ? { status: 401, type: 'not-signed-in' } : 'none')
    expect(await phone.drain()).toMatchObject({ paused: 'signed-out' })
    expect(await phone.state(id)).toMatchObject({ state: 'waiting' })
  })

  test('sends nothing under another person’s session', async () => {
    const phone = new Phone()
    await phone.save()
    phone.server.person = 'li'
    expect(await phone.drain()).toMatchObject({ paused: 'someone-else' })
    expect(phone.server.filings).toEqual([])
  })

  test('leaves other people’s records on this phone alone', async () => {
    const phone = new Phone()
    const id = await phone.save()
    phone.server.person = 'li'
    await phone.drain({ owner: 'li' })
    expect((await phone.state(id))?.state).toBe('waiting')
  })

  test('shows a refusal with its reason, and the other reports still go', async () => {
    const phone = new Phone()
    const bad = await phone.save([], { note: 'bad' })
    const good = await phone.save()
    phone.server.fault = (request) => (request.endsWith(bad) ? { status: 422, type: 'invalid' } : 'none')
    await phone.drain()
    expect(await phone.state(bad)).toMatchObject({ state: 'refused', problem: { type: 'invalid', title: '说明', status: 422 } })
    expect((await phone.state(good))?.state).toBe('sent')
  })

  test('refuses a report that is there with other words, and gives it back for mending', async () => {
    const phone = new Phone()
    const id = await phone.save()
    phone.server.reports.set(id, 'other words')
    await phone.drain()
    expect(await phone.state(id)).toMatchObject({ state: 'refused', problem: { type: 'report-differs' } })
    expect(await takeBack(id, phone.database)).toEqual({ words: 'as it was' })
    expect(await phone.state(id)).toBeUndefined()
    expect(await phone.database.drafts.get(id)).toMatchObject({ owner: 'wang' })
  })

  test('is obeyed when it names a time, even if a person is in a hurry', async () => {
    const phone = new Phone()
    const id = await phone.save()
    let busy = 1
    phone.server.fault = (request) => (request.startsWith('PUT') && busy-- > 0 ? { status: 429, type: 'busy', retryAfter: 120 } : 'none')
    const start = phone.clock
    expect(await phone.drain()).toEqual({ paused: 'unreachable', next_at: start + 120_000 })
    await phone.drain({ hurry: true })
    expect((await phone.state(id))?.state).toBe('waiting')
    phone.clock = start + 120_000
    await phone.drain()
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('that fails over one report does not hold up the others', async () => {
    const phone = new Phone()
    const poison = await phone.save()
    const good = await phone.save()
    phone.server.fault = (request) => (request.endsWith(poison) ? { status: 500 } : 'none')
    await phone.drain()
    expect((await phone.state(poison))?.state).toBe('waiting')
    expect((await phone.state(good))?.state).toBe('sent')
  })

  test('to one photo gets the others all the same; the person may go without it or try again', async () => {
    const phone = new Phone()
    const id = await phone.save([1000, 2000])
    let first = true
    phone.server.fault = (request) => {
      if (!request.startsWith('POST') || !first) return 'none'
      first = false
      return { status: 422, type: 'photo-not-a-picture' }
    }
    await phone.drain()
    const refused = await phone.state(id)
    expect(refused).toMatchObject({ state: 'refused', problem: { type: 'photo-not-a-picture' } })
    expect(phone.server.photos.size).toBe(1)
    await goWithoutPhoto(id, refused!.missing[0]!, phone.database)
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('can be asked again by the person', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    let first = true
    phone.server.fault = (request) => {
      if (!request.startsWith('POST') || !first) return 'none'
      first = false
      return { status: 422, type: 'photo-not-a-picture' }
    }
    await phone.drain()
    await sendAgain(id, phone.database)
    await phone.drain()
    expect((await phone.state(id))?.state).toBe('sent')
  })

  test('that cannot read the bytes five times is shown to the person', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    await phone.database.photos.where('report').equals(id).modify({ blob: new Blob(['x'.repeat(1000)]) })
    await phone.drainAll()
    expect(await phone.state(id)).toMatchObject({ state: 'refused', problem: { type: 'photo-differs' } })
  })

  test('misses a photo that is not on this phone: said, not waited for', async () => {
    const phone = new Phone()
    const id = await phone.save([1000])
    await phone.database.photos.clear()
    await phone.drain()
    expect(await phone.state(id)).toMatchObject({ state: 'refused', problem: { type: 'photo-not-here' } })
  })
})

test('waits grow to a quarter of an hour and are spread by up to half', () => {
  expect(backOff(1, 0)).toBe(5_000)
  expect(backOff(2, 0)).toBe(10_000)
  expect(backOff(50, 0)).toBe(900_000)
  expect(backOff(50, 1)).toBe(450_000)
})
