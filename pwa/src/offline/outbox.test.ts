import { expect, test } from 'vitest'
import { alone } from './alone'
import { draftOf, draftsOf, dropDraft, moveDraft, saveDraft } from './drafts'
import { exportUnsent } from './export'
import { outboxOf, pruneSent, putInOutbox, takeBack, unsentOf } from './outbox'
import { Phone } from './testing/phone'

const DAY = 24 * 60 * 60 * 1000

test('saving puts report and photos into the queue and takes the draft away, in one', async () => {
  const phone = new Phone()
  await saveDraft('r1', 'wang', {}, phone.database)
  await phone.save([100], { id: 'r1' })
  expect(await phone.state('r1')).toMatchObject({ state: 'waiting', bytes_total: 100 })
  expect(await draftsOf('wang', phone.database)).toEqual([])
})
test('photos that no finding names any more are not kept', async () => {
  const phone = new Phone()
  await phone.save([100, 200], { id: 'r1' })
  const record = (await phone.state('r1'))!
  const findings = record.body.findings.slice(0, 1)
  await putInOutbox({ ...record, body: { ...record.body, findings } }, phone.database)
  expect((await phone.database.photos.toArray()).map((photo) => photo.bytes)).toEqual([100])
})
test('nothing is saved by halves when the phone’s storage refuses', async () => {
  const phone = new Phone()
  await saveDraft('r1', 'wang', { kept: true }, phone.database)
  phone.database.drafts.hook('deleting', () => { throw new Error('full') })
  await expect(phone.save([100], { id: 'r1' })).rejects.toThrow()
  expect(await phone.state('r1')).toBeUndefined()
  expect(await draftOf('r1', 'wang', phone.database)).toBeDefined()
})
test('another person on the same phone sees neither queue nor drafts', async () => {
  const phone = new Phone()
  await phone.save()
  await saveDraft('d1', 'wang', {}, phone.database)
  expect(await outboxOf('li', phone.database)).toEqual([])
  expect(await unsentOf('li', phone.database)).toBe(0)
  expect(await draftsOf('li', phone.database)).toEqual([])
  expect(await draftOf('d1', 'li', phone.database)).toBeUndefined()
})
test('only a refused report can be taken back', async () => {
  const phone = new Phone()
  const id = await phone.save()
  expect(await takeBack(id, phone.database)).toBeUndefined()
  expect(await phone.state(id)).toBeDefined()
})
test('photos leave the phone seven days after the server had them, the line about the report stays', async () => {
  const phone = new Phone()
  const id = await phone.save([100])
  const waiting = await phone.save([200])
  await phone.database.outbox.update(id, { state: 'sent', sent_at: new Date(phone.clock).toISOString() })
  await pruneSent(phone.clock + 6 * DAY, phone.database)
  expect(await phone.database.photos.count()).toBe(2)
  await pruneSent(phone.clock + 8 * DAY, phone.database)
  expect((await phone.database.photos.toArray()).map((photo) => photo.report)).toEqual([waiting])
  expect(await phone.state(id)).toBeDefined()
})
test('dropping a draft drops its photos', async () => {
  const phone = new Phone()
  await phone.save([100], { id: 'r1' })
  await dropDraft('r1', phone.database)
  expect(await phone.database.photos.count()).toBe(0)
})
test('a draft under new ids keeps its photos and forgets where they were going', async () => {
  const phone = new Phone()
  await phone.save([100], { id: 'r1' })
  const photo = (await phone.database.photos.toArray())[0]!
  await phone.database.photos.update(photo.id, { upload_url: '/api/v1/uploads/1' })
  await saveDraft('r1', 'wang', {}, phone.database)
  await moveDraft('r1', { id: 'r2', content: { id: 'r2' }, findings: new Map([[photo.finding, 'f2']]) }, phone.database)
  expect((await phone.database.photos.toArray())[0]).toMatchObject({ report: 'r2', finding: 'f2', upload_url: null })
  expect((await draftsOf('wang', phone.database)).map((draft) => draft.id)).toEqual(['r2'])
})
test('the export holds everything unsent with its pictures, and nothing of others', async () => {
  const phone = new Phone()
  const id = await phone.save([100])
  phone.owner = 'li'
  await phone.save([200])
  const written = JSON.parse(await (await exportUnsent('wang', phone.database)).file.text())
  expect(written.reports.map((report: { id: string }) => report.id)).toEqual([id])
  expect(written.photos).toHaveLength(1)
  expect(atob(written.photos[0].base64)).toHaveLength(100)
})
test('without locks only one tab sends at a time, and the next may when it is done', async () => {
  const phone = new Phone()
  const order: string[] = []
  const first = alone(async () => { order.push(String(await alone(async () => 'second', phone.database, null))) }, phone.database, null)
  await first
  order.push(String(await alone(async () => 'third', phone.database, null)))
  expect(order).toEqual(['null', 'third'])
})
