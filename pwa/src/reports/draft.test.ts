import { describe, expect, test } from 'vitest'
import type { Clause, Flag, PhotoKind } from '@/api/types'
import type { StoredPhoto } from '@/offline/database'
import { draftOf, saveDraft } from '@/offline/drafts'
import { Phone } from '@/offline/testing/phone'
import { isUntouched, newDraft, newId, toBody, withNewIds, type DraftPlace } from './draft'
import { isPhone, whatIsMissing } from './missing'
import { noticePersonalData, without } from './personal-data'

const here: DraftPlace = { method: 'gnss', point: { type: 'Point', coordinates: [120.46, 32.55] }, accuracy_m: 12.5, grid: null }
const clause = (flags: Flag[]) => () => ({ flags }) as unknown as Clause
const photo = (finding: string, kind: PhotoKind, added_at = 1) =>
  ({ finding, kind, added_at, sha256: `${kind}${added_at}`, bytes: 1, media_type: 'image/jpeg', taken_at: null, place: null, evidence_from: 'none' }) as unknown as StoredPhoto

function filled() {
  const draft = newDraft('wang', '2026', 'find', new Date('2026-11-22T00:00:00Z'))
  draft.findings[0]!.clause = 'XF01-01'
  return draft
}
const words = (...args: Parameters<typeof whatIsMissing>) => whatIsMissing(...args).map(({ word }) => word)

describe('a draft', () => {
  test('comes back from the disk exactly as it was', async () => {
    const phone = new Phone()
    const draft = { ...filled(), place: here, premises: '3 幢 2 单元', step: 'photos' as const }
    draft.findings[0]!.contacts.push({ name: '张三', phone: '13812345678', relation: '房东', agreed: true })
    await saveDraft(draft.id, 'wang', draft, phone.database)
    phone.database.close()
    await phone.database.open()
    expect((await draftOf(draft.id, 'wang', phone.database))?.content).toEqual(draft)
  })
  test('has ids of version 7 that sort by making', () => {
    const [first, second] = [newId(1_000_000), newId(2_000_000)]
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(first! < second!).toBe(true)
  })
  test('is untouched until something was put into it', () => {
    const draft = newDraft('wang', '2026')
    expect(isUntouched(draft, 0)).toBe(true)
    expect(isUntouched(draft, 1)).toBe(false)
    expect(isUntouched(filled(), 0)).toBe(false)
  })
  test('under new ids says the same', () => {
    const draft = filled()
    const renewed = withNewIds(draft)
    expect(renewed.draft.id).not.toBe(draft.id)
    expect(renewed.draft.findings[0]!.id).toBe(renewed.findings.get(draft.findings[0]!.id))
    expect(renewed.draft.findings[0]!.clause).toBe('XF01-01')
  })
})

describe('the body on the wire', () => {
  test('carries what was found, its photos in the order they were taken, and nothing that the server does not know', () => {
    const draft = filled()
    const finding = draft.findings[0]!
    finding.note = ' 二楼 '
    finding.contacts.push({ name: ' 张三 ', phone: '138 1234 5678', relation: '', agreed: true })
    const body = toBody(draft, here, [photo(finding.id, 'far', 2), photo(finding.id, 'near', 1), photo('other', 'near')])
    expect(body).toMatchObject({
      checklist: '2026', seen_at: '2026-11-22T00:00:00.000Z', accuracy_m: 12.5, place_method: 'gnss', datum: 'wgs84', premises: null, checked_ok: [],
    })
    expect(body.findings[0]!.photos.map(({ kind }) => kind)).toEqual(['near', 'far'])
    expect(Object.keys(body.findings[0]!.photos[0]!).sort()).toEqual(['bytes', 'evidence_from', 'kind', 'media_type', 'place', 'sha256', 'taken_at'])
    expect(body.findings[0]).toMatchObject({ note: '二楼', contacts: [{ name: '张三', phone: '13812345678' }] })
  })
})

describe('what is missing', () => {
  test('is nothing when there is a place, a clause and the photo it needs', () => {
    const draft = filled()
    expect(words(draft, here, [photo(draft.findings[0]!.id, 'near')], clause(['P']))).toEqual([])
  })
  test('is a place, and a clause', () => expect(words(newDraft('wang', '2026'), null, [], () => undefined)).toEqual(['place', 'clause']))
  test('is a photo where the clause needs one', () => expect(words(filled(), here, [], clause(['P']))).toEqual(['photo']))
  test('is no photo where one must phone first', () => expect(words(filled(), here, [], clause(['P', 'T']))).toEqual([]))
  test('is before and after where it was handled on the spot', () => {
    const draft = filled()
    const finding = draft.findings[0]!
    finding.handled_on_spot = true
    expect(words(draft, here, [photo(finding.id, 'before')], clause(['P', 'F']))).toEqual(['before_after'])
    expect(words(draft, here, [photo(finding.id, 'before'), photo(finding.id, 'after')], clause(['P', 'F']))).toEqual([])
    expect(words(draft, here, [], clause(['F', 'S']))).toEqual([])
    expect(words(draft, here, [photo(finding.id, 'near')], clause([]))).toEqual(['not_on_spot'])
  })
  test('is a contact that says nothing or has a wrong number', () => {
    const draft = filled()
    draft.findings[0]!.contacts.push({ name: '', phone: '', relation: '', agreed: false }, { name: '张三', phone: '138', relation: '', agreed: false })
    expect(words(draft, here, [], clause([]))).toEqual(['contact', 'phone'])
  })
  test.each(['13812345678', '138 1234 5678', '+86 138-1234-5678', '0513-88812345', '88812345'])('is no number that is one: %s', (text) => expect(isPhone(text)).toBe(true))
})

describe('a note', () => {
  test.each([
    ['联系房东13812345678。', 'phone', '13812345678'], ['电话 138-1234-5678', 'phone', '138-1234-5678'], ['座机0513-88812345', 'phone', '0513-88812345'],
    ['身份证320621199001011234', 'identity', '320621199001011234'], ['身份证 32062119900101123X', 'identity', '32062119900101123X'],
  ])('with a number is noticed: %s', (note, kind, text) => expect(noticePersonalData(note)).toEqual({ kind, text }))
  test.each(['3 幢 501 室', '灭火器编号 2023110112345678901234', '2026-11-22 08:00', ''])('without one is left alone: %s', (note) => expect(noticePersonalData(note)).toBeNull())
  test('loses the number and nothing else', () => {
    const note = '二楼 13812345678 纸箱'
    expect(without(note, noticePersonalData(note)!)).toBe('二楼 纸箱')
  })
  test('leaves no blank before the mark that followed the number', () => {
    const note = '联系人 13812345678。'
    expect(without(note, noticePersonalData(note)!)).toBe('联系人。')
  })
})
