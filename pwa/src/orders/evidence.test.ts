import { describe, expect, test } from 'vitest'
import { evidenceFrom, faultsByField, fieldsOf, kindFor, missingIn, nothingEntered } from './evidence'

const verify = { needs: ['how'], allows: ['note', 'photos'] }
const dispatch = { needs: ['unit'], allows: ['note'] }
const correct = { needs: ['reason'], allows: ['clause', 'level', 'place', 'grid', 'note'] }
const photo = { sha256: 'a'.repeat(64), kind: 'after' as const }

describe('the fields of a step', () => {
  test('are those that the server opened and no others', () => {
    expect(fieldsOf(verify).map(({ key }) => key)).toEqual(['how', 'note', 'photos'])
    expect(fieldsOf({ needs: [], allows: [] })).toEqual([])
  })

  test('say which of them are needed', () => {
    expect(fieldsOf(dispatch)).toEqual([{ key: 'unit', needed: true }, { key: 'note', needed: false }])
  })

  test('leave out a key that this version of the app cannot draw', () => {
    expect(fieldsOf({ needs: ['signature'], allows: ['note'] }).map(({ key }) => key)).toEqual(['note'])
  })

  test('show choices before words and pictures, however the server lists them', () => {
    expect(fieldsOf({ needs: [], allows: ['photos', 'note', 'reason'] }).map(({ key }) => key)).toEqual(['reason', 'note', 'photos'])
  })
})

describe('the evidence of a step', () => {
  test('holds only keys of the step, whatever else was entered', () => {
    const entered = { ...nothingEntered(), unit: 'U-XF', how: 'on_site', note: ' 已到现场 ' }
    expect(evidenceFrom(dispatch, entered, [photo])).toEqual({ unit: 'U-XF', note: '已到现场' })
  })

  test('says nothing of what was left empty', () => {
    expect(evidenceFrom(correct, { ...nothingEntered(), note: '   ' }, [])).toEqual({})
  })

  test('names photos by hash and kind only', () => {
    const stored = { ...photo, blob: 'bytes', owner: 'me' }
    expect(evidenceFrom(verify, { ...nothingEntered(), how: 'by_photo' }, [stored])).toEqual({ how: 'by_photo', photos: [photo] })
  })

  test('writes a corrected place as a point and days as a number', () => {
    const place = { type: 'Point' as const, coordinates: [120.46, 32.55] as [number, number] }
    expect(evidenceFrom(correct, { ...nothingEntered(), reason: 'place', place }, [])).toEqual({ reason: 'place', place })
    expect(evidenceFrom({ needs: ['days'], allows: [] }, { ...nothingEntered(), days: '3' }, [])).toEqual({ days: 3 })
    expect(evidenceFrom({ needs: ['days'], allows: [] }, { ...nothingEntered(), days: '三天' }, [])).toEqual({})
  })

  test('lacks what is needed and empty, in reading order', () => {
    const decline = { needs: ['note', 'reason'], allows: [] }
    expect(missingIn(decline, evidenceFrom(decline, nothingEntered(), []))).toEqual(['reason', 'note'])
    expect(missingIn(verify, { how: 'on_site' })).toEqual([])
  })
})

test('the server’s words stand beside the field they speak of, and the rest under the form', () => {
  const faults = faultsByField([
    { pointer: '/evidence/photos', code: 'after-photo', title: '请补拍。' },
    { pointer: '/evidence/photos/0/kind', code: 'x', title: '类别不对。' },
    { pointer: '/expected_version', code: 'y', title: '版本不对。' },
  ])
  expect(faults).toEqual({ photos: '请补拍。类别不对。', '': '版本不对。' })
})

test('a picture for a result shows how it looks afterwards, one for a verification how it looks from near', () => {
  expect([kindFor('result'), kindFor('verify')]).toEqual(['after', 'near'])
})
