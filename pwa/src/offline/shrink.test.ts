import { expect, test } from 'vitest'
import { evidenceOf, momentOf } from './evidence'
import { preparePhoto } from './photos'
import { fitWithin, lightEnough, MOST_BYTES } from './shrink'

test('the longer side becomes 1600 and the shape stays', () => {
  expect(fitWithin({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 })
  expect(fitWithin({ width: 3000, height: 4000 }, 1600)).toEqual({ width: 1200, height: 1600 })
})
test('a small picture is not enlarged, a thin one keeps a pixel', () => {
  expect(fitWithin({ width: 640, height: 480 }, 1600)).toEqual({ width: 640, height: 480 })
  expect(fitWithin({ width: 20_000, height: 2 }, 1600)).toEqual({ width: 1600, height: 1 })
})
test('the best quality that is light enough is taken', async () => {
  const tried: string[] = []
  const blob = await lightEnough({ width: 4000, height: 3000 }, async ({ width }, quality) => {
    tried.push(`${width}@${quality}`)
    return new Blob([new Uint8Array(Math.round(width * 1200 * quality * 0.35))])
  })
  expect(blob.size).toBeLessThanOrEqual(MOST_BYTES)
  expect(tried).toEqual(['1600@0.82', '1600@0.72', '1600@0.6'])
})
test('a picture that never gets light enough comes as light as it went', async () => {
  let size = 900_000
  expect((await lightEnough({ width: 1600, height: 1600 }, async () => new Blob([new Uint8Array((size -= 1000))]))).size).toBe(888_000)
})

test('a camera’s words become a moment with its offset, or China’s where none is named', () => {
  expect(momentOf('2026:11:22 07:59:31', '+09:00')).toBe('2026-11-22T07:59:31+09:00')
  expect(momentOf('2026:11:22 07:59:31', undefined)).toBe('2026-11-22T07:59:31+08:00')
})
test('a camera whose clock was never set says nothing', () => {
  for (const written of ['0000:00:00 00:00:00', '', 'yesterday', '2026:13:40 25:00:00', undefined]) expect(momentOf(written, undefined)).toBeNull()
})

/** A grey square of 8 × 8 pixels, taken on 22 November 2026 at 07:59:31 in a zone of +09:00, at 120.46° E, 32.55° N. */
const WITH_EVIDENCE = Uint8Array.from(atob([
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4QDORXhpZgAATU0AKgAAAAgAAodpAAQAAAABAAAAJoglAAQAAAABAAAAYAAAAAAAApADAAIAAAAUAAAARJARAAIAAAAHAAAAWAAAAAAyMDI2OjEx',
  'OjIyIDA3OjU5OjMxACswOTowMAAAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAJYAAwACAAAAAkUAAAAABAAFAAAAAwAAAK4AAAAAAAAAIAAAAAEAAAAhAAAAAQAAAAAAAAABAAAAeAAA',
  'AAEAAAAbAAAAAQAAACQAAAAB/9sAQwBQNzxGPDJQRkFGWlVQX3jIgnhubnj1r7mRyP///////////////////////////////////////////////////9sAQwFVWlp4aXjrgoLr////',
  '/////////////////////////////////////////////////////////////////////8AAEQgACAAIAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//E',
  'ALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3',
  'eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYH',
  'CAkKC//EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdo',
  'aWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8AKKKKAP/Z',
].join('')), (letter) => letter.charCodeAt(0))

test('what the picture says of time and place is read, whoever hands it over', async () => {
  for (const fromCamera of [null, { now: new Date(), place: null }]) {
    const evidence = await evidenceOf(new Blob([WITH_EVIDENCE]), fromCamera)
    expect(evidence).toMatchObject({ taken_at: '2026-11-22T07:59:31+09:00', evidence_from: 'exif', place: { type: 'Point' } })
    expect(evidence.place!.coordinates[0]).toBeCloseTo(120.46, 6)
    expect(evidence.place!.coordinates[1]).toBeCloseTo(32.55, 6)
  }
})

const taken = (file: File) => preparePhoto({ file, owner: 'wang', report: 'r', finding: 'f', kind: 'near', fromCamera: null })
const HEIC = new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypheic'), 1, 2, 3])

test('a picture that this browser cannot read goes as it is, hashed', async () => {
  const photo = await taken(new File([HEIC], 'IMG_1.HEIC', { type: 'image/heic' }))
  expect(photo).toMatchObject({ bytes: HEIC.length, media_type: 'image/heic', evidence_from: 'none', taken_at: null })
  expect(photo.sha256).toMatch(/^[0-9a-f]{64}$/)
})
test('a picture just taken is vouched for by the phone', async () => {
  const now = new Date('2026-11-22T08:00:00Z')
  const place = { type: 'Point' as const, coordinates: [120, 32] as [number, number] }
  const photo = await preparePhoto({ file: new File([HEIC], 'x.heic', { type: 'image/heic' }), owner: 'wang', report: 'r', finding: 'f', kind: 'near', fromCamera: { now, place } })
  expect(photo).toMatchObject({ evidence_from: 'device', taken_at: '2026-11-22T08:00:00.000Z', place })
})
test('an empty file, a video and a video named like a picture are refused', async () => {
  await expect(taken(new File([], 'a.jpg', { type: 'image/jpeg' }))).rejects.toMatchObject({ reason: 'empty' })
  await expect(taken(new File(['x'], 'a.mp4', { type: 'video/mp4' }))).rejects.toMatchObject({ reason: 'not_a_picture' })
  await expect(taken(new File([new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypmp42')])], 'a.jpg', { type: 'image/jpeg' }))).rejects.toMatchObject({ reason: 'not_a_picture' })
})
