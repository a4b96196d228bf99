import { expect, test } from 'vitest'
import type { Fault } from './testing/fake-server'
import { Phone, picture, seeded } from './testing/phone'

function anyFault(random: () => number): Fault {
  const luck = random()
  if (luck < 0.55) return 'none'
  if (luck < 0.67) return 'drop'
  if (luck < 0.79) return 'lose-answer'
  if (luck < 0.94) return { cut: random() }
  return random() < 0.5 ? { status: 503, retryAfter: 30 } : { status: 500 }
}

/** Any mixture of dropped requests, lost answers, cut uploads, repeats and killed pages. */
test.each(Array.from({ length: 40 }, (_, seed) => seed))('ends with every report once and every photo whole (seed %i)', async (seed) => {
  const random = seeded(seed)
  const phone = new Phone()
  phone.server.forgetsWholeUploads = random() < 0.5
  phone.server.fault = () => anyFault(random)
  const sizes = Array.from({ length: 3 }, () => [Math.ceil(random() * 600_000), Math.ceil(random() * 3000)])
  const ids = []
  for (const photos of sizes) ids.push(await phone.save(photos, { urgent: random() < 0.3 }))
  for (let round = 0; round < 500; round++) {
    const { next_at } = await phone.drain({ random, hurry: random() < 0.2 })
    if (random() < 0.2) await phone.database.outbox.where('state').equals('waiting').modify({ state: 'sending' }) // killed here
    if ((await phone.database.outbox.where('state').notEqual('sent').count()) === 0) break
    phone.clock = Math.max(phone.clock + 1000, next_at ?? 0)
  }
  expect([...phone.server.filings].sort()).toEqual([...ids].sort())
  for (const id of ids) expect(await phone.state(id)).toMatchObject({ state: 'sent', missing: [] })
  for (const size of sizes.flat()) expect([...phone.server.photos.values()].some((bytes) => bytes.length === picture(size).length)).toBe(true)
})
