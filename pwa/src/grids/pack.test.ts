import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import type { GridFeature, GroundPack } from '@/api/types'
import { PhoneDatabase } from '@/offline/database'
import { keptPack, merged, refreshPack } from './pack'

const grid = (code: string, version: number) => ({ type: 'Feature', properties: { code, version } }) as unknown as GridFeature
const news = (more: Partial<GroundPack>): GroundPack => ({ mark: 'new', features: [], gone: [], whole: false, ...more })
const versions = (pack: { features: GridFeature[] }) => pack.features.map(({ properties: { code, version } }) => `${code}@${version}`)
const answering = (body: unknown, status = 200) => {
  const asked: string[] = []
  return { asked, fetch: async (url: string) => { asked.push(url); return new Response(JSON.stringify(body), { status }) } }
}
let databases = 0
const fresh = () => new PhoneDatabase(`pack-${++databases}`)

test('a difference puts changed grids in place of old ones and forgets those that are gone', () => {
  const kept = { mark: 'old', features: [grid('1', 1), grid('2', 2), grid('3', 3)] }
  expect(versions(merged(kept, news({ features: [grid('2', 9), grid('4', 10)], gone: ['3'] })))).toEqual(['1@1', '2@9', '4@10'])
})
test('a whole pack replaces everything', () => {
  expect(versions(merged({ mark: 'old', features: [grid('1', 1)] }, news({ whole: true, features: [grid('2', 2)] })))).toEqual(['2@2'])
})
test('the phone asks with its mark, and answers without a network from what it keeps', async () => {
  const phone = fresh()
  const first = answering(news({ mark: 'a.b', whole: true, features: [grid('1', 1)] }))
  await refreshPack('me', phone, first.fetch)
  const second = answering(news({ mark: 'c.d', features: [grid('2', 2)] }))
  expect(versions(await refreshPack('me', phone, second.fetch))).toEqual(['1@1', '2@2'])
  expect([...first.asked, ...second.asked].map((url) => url.split('/grids/')[1])).toEqual(['ground', 'ground?since=a.b'])
  const offline = () => Promise.reject(new TypeError('no network'))
  expect((await refreshPack('me', phone, offline)).mark).toBe('c.d')
  await expect(refreshPack('you', phone, offline)).rejects.toThrow('unreachable')
})
test('a session that is over takes nothing away, a refusal is told', async () => {
  const phone = fresh()
  await refreshPack('me', phone, answering(news({ whole: true, features: [grid('1', 1)] })).fetch)
  const over = answering({ type: 'not-signed-in', title: '登录已过期', status: 401, retry: false }, 401)
  expect((await refreshPack('me', phone, over.fetch)).mark).toBe('new')
  const refused = answering({ type: 'too-many-grids', title: '太多', status: 422, retry: false }, 422)
  await expect(refreshPack('me', phone, refused.fetch)).rejects.toMatchObject({ code: 'too-many-grids' })
  expect((await keptPack('me', phone))?.features).toHaveLength(1)
})
