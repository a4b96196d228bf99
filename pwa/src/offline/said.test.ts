import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { PhoneDatabase } from './database'
import { sendSaid } from './said'

let databases = 0
async function phoneWith(...ids: string[]) {
  const phone = new PhoneDatabase(`said-${++databases}`)
  for (const [at, id] of ids.entries()) await phone.said.put({ id, owner: 'me', path: `/grids/flags/${id}`, body: { note: id }, said_at: `2026-11-22T08:00:0${at}Z` })
  return phone
}
/** A server in which `me` is signed in; `answers` by the id in the address, 201 where none is given. */
function server(answers: Record<string, number> = {}, who = 'me') {
  const put: string[] = []
  return {
    put,
    fetch: async (url: string) => {
      if (url.endsWith('/me')) return new Response(JSON.stringify({ id: who }))
      const id = url.split('/').pop()!
      put.push(id)
      const status = answers[id] ?? 201
      return new Response(JSON.stringify({ type: 'x', title: '不行', status, retry: status >= 500 }), { status })
    },
  }
}
const left = async (phone: PhoneDatabase) => (await phone.said.toArray()).map(({ id }) => id)

test('what was said without a network is told in its order, once', async () => {
  const [phone, there] = [await phoneWith('a', 'b'), server()]
  expect(await sendSaid('me', phone, there.fetch)).toBe(0)
  expect(await sendSaid('me', phone, there.fetch)).toBe(0)
  expect(there.put).toEqual(['a', 'b'])
})
test('a tired server hears the rest later', async () => {
  const [phone, there] = [await phoneWith('a', 'b'), server({ a: 503 })]
  expect(await sendSaid('me', phone, there.fetch)).toBe(2)
  expect(await left(phone)).toEqual(['a', 'b'])
})
test('what is refused for good does not stand in the way', async () => {
  const [phone, there] = [await phoneWith('a', 'b'), server({ a: 422 })]
  expect(await sendSaid('me', phone, there.fetch)).toBe(0)
  expect(there.put).toEqual(['a', 'b'])
})
test('nobody says it in another person’s session', async () => {
  const [phone, there] = [await phoneWith('a'), server({}, 'you')]
  expect(await sendSaid('me', phone, there.fetch)).toBe(1)
  expect(there.put).toEqual([])
})
