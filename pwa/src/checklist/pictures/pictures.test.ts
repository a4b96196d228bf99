import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { drawn, symbolOf, type Placement } from './scene'
import { EXAMPLES } from './scenes'
import { SYMBOLS } from './symbols'
import { people } from './symbols/people'
import { WITHOUT_PICTURE } from './without-picture'

const EDITION = new URL('../../../../checklists/2026/', import.meta.url)
const HERE = new URL('.', import.meta.url).pathname
const CODES = readdirSync(EDITION).filter((name) => /^[a-z]{2}\.yaml$/.test(name))
  .flatMap((name) => [...readFileSync(new URL(name, EDITION), 'utf8').matchAll(/^ +- code: ([A-Z]{2}\d\d-\d\d)$/gm)].map((found) => found[1] as string))
const SCENES = Object.entries(EXAMPLES).flatMap(([code, { counts, countsNot }]) => [[code, counts], [code, countsNot]] as const)
  .filter((row): row is readonly [string, readonly Placement[]] => row[1] !== undefined)
const things = (scene: readonly Placement[]) => scene.map(([thing]) => thing).filter((thing) => !thing.startsWith('='))
const sources = (readdirSync(HERE, { recursive: true }) as string[]).filter((name) => /\.(ts|vue)$/.test(name) && !/\.test\.ts$|Category|categories|without-picture/.test(name))
  .map((name) => readFileSync(join(HERE, name), 'utf8'))

test('every clause of the edition has both pictures, or it is said why not', () => {
  expect(CODES).toHaveLength(159)
  expect(CODES.filter((code) => !(EXAMPLES[code]?.counts && EXAMPLES[code]?.countsNot) && !WITHOUT_PICTURE[code])).toEqual([])
  expect(Object.keys(WITHOUT_PICTURE).filter((code) => EXAMPLES[code]?.counts && EXAMPLES[code]?.countsNot)).toEqual([])
})
test('no picture belongs to a clause that the edition does not have', () => {
  expect([...Object.keys(EXAMPLES), ...Object.keys(WITHOUT_PICTURE)].filter((code) => !CODES.includes(code))).toEqual([])
})
test('at least 140 clauses show both what counts and what does not', () => {
  expect(Object.values(EXAMPLES).filter(({ counts, countsNot }) => counts && countsNot).length).toBeGreaterThanOrEqual(140)
})
test('every thing that a picture names can be drawn', () => {
  expect(SCENES.flatMap(([code, scene]) => things(scene).filter((thing) => !Object.hasOwn(SYMBOLS, symbolOf(thing))).map((thing) => `${code}: ${thing}`))).toEqual([])
})
test('every symbol is used by some picture', () => {
  const used = new Set(SCENES.flatMap(([, scene]) => things(scene).map(symbolOf)))
  expect(Object.keys(SYMBOLS).filter((name) => !used.has(name as keyof typeof SYMBOLS))).toEqual([])
})
test('everything stands inside the picture', () => {
  const outside = SCENES.flatMap(([code, scene]) => scene.filter(([, x = 48, y = 60]) => x < 8 || x > 88 || y < 8 || y > 64).map(([thing]) => `${code}: ${thing}`))
  expect(outside).toEqual([])
})
test('what counts and what does not are two different pictures, and no two clauses share one by mistake', () => {
  const seen = new Map<string, string>()
  const twice = SCENES.flatMap(([code, scene]) => {
    const same = seen.get(JSON.stringify(scene))
    seen.set(JSON.stringify(scene), code)
    return same ? [`${same} = ${code}`] : []
  })
  expect(twice).toEqual([])
})
test('nobody is marked as the matter of a report unless they are in danger or in need', () => {
  const accused = Object.entries(EXAMPLES).filter(([code]) => !/^(AQ|MS|YJ)/.test(code))
    .flatMap(([code, { counts = [] }]) => things(counts).filter((thing) => thing.endsWith('!') && symbolOf(thing) in people && !['shout', 'talk', 'bubble', 'pram', 'sheep', 'pig', 'fish', 'mosquito', 'rat'].includes(symbolOf(thing))).map((thing) => `${code}: ${thing}`))
  expect(accused).toEqual([])
})
test('each picture shows at least one thing that matters or is missing', () => {
  expect(SCENES.filter(([, scene]) => !drawn(scene).some(({ kind }) => kind === 'matters' || kind === 'missing')).map(([code]) => code)).toEqual([])
})
test('lines keep their width whatever the size, and a thing may look to the other side', () => {
  expect(drawn([['box!', 10, 20, -2]])).toMatchObject([{ kind: 'matters', place: 'translate(10 20) scale(-2 2)', width: 0.8 }])
})
test('all pictures are our own lines: nothing raster, nothing fetched', () => {
  for (const source of sources) expect(source).not.toMatch(/href|url\(|<image|base64|https?:|\.(png|jpe?g|webp|gif)/i)
})
test('all pictures together are at most 35 KB packed, before they are made smaller', () => {
  expect(gzipSync(sources.join('\n')).length).toBeLessThanOrEqual(35 * 1024)
})
