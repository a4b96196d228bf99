import { describe, expect, test } from 'vitest'
import type { Checklist, PhotoKind } from '@/api/types'
import type { StoredPhoto } from '@/offline/database'
import { isUntouched, newDraft, toBody, writtenIn, type DraftPlace } from './draft'
import { answerTo, clear, holdsMore, markOk, markProblem } from './inspect'
import { whatIsMissing } from './missing'
import { lostIn, moveOver } from './moving-over'
import { neededKinds, openKinds } from './photo-needs'

const here: DraftPlace = { method: 'gnss', point: { type: 'Point', coordinates: [120.46, 32.55] }, accuracy_m: 12.5, grid: null }
const photos = (...kinds: PhotoKind[]) => kinds.map((kind) => ({ kind })) as unknown as StoredPhoto[]
const visit = () => newDraft('wang', '2026', 'inspect')

describe('inspecting', () => {
  test('writes down what was in order as well as what was not, and leaves the rest open', () => {
    const draft = visit()
    markOk(draft, 'CZ03-01')
    markOk(draft, 'CZ03-02')
    markProblem(draft, 'CZ03-04')
    expect(['CZ03-01', 'CZ03-02', 'CZ03-03', 'CZ03-04'].map((code) => answerTo(draft, code))).toEqual(['ok', 'ok', null, 'problem'])
    const body = toBody(draft, here, [])
    expect(body.checked_ok).toEqual(['CZ03-01', 'CZ03-02'])
    expect(body.findings.map(({ clause }) => clause)).toEqual(['CZ03-04'])
  })
  test('a clause is never both in order and a problem', () => {
    const draft = visit()
    markProblem(draft, 'CZ03-01')
    markOk(draft, 'CZ03-01')
    expect([answerTo(draft, 'CZ03-01'), draft.findings.filter(({ clause }) => clause).length]).toEqual(['ok', 0])
    markProblem(draft, 'CZ03-01')
    expect([answerTo(draft, 'CZ03-01'), draft.checked_ok]).toEqual(['problem', []])
  })
  test('the same touch again takes an answer back', () => {
    const draft = visit()
    markOk(draft, 'CZ03-01')
    markOk(draft, 'CZ03-01')
    markProblem(draft, 'CZ03-02')
    clear(draft, 'CZ03-02')
    expect(isUntouched(draft, 0)).toBe(true)
  })
  test('the first problem takes the place of the blank finding, a finding with words stays', () => {
    const draft = visit()
    markProblem(draft, 'CZ03-01')
    expect(draft.findings).toHaveLength(1)
    draft.findings[0]!.note = '二楼'
    markProblem(draft, 'CZ03-02')
    expect(draft.findings.map(({ clause, note }) => [clause, note])).toEqual([['CZ03-01', '二楼'], ['CZ03-02', '']])
    expect(draft.at_finding).toBe(1)
  })
  test('no more problems go into one report than the server takes', () => {
    const draft = visit()
    for (let n = 0; n < 20; n++) expect(markProblem(draft, `X-${n}`)).toBe(true)
    expect(markProblem(draft, 'X-20')).toBe(false)
    expect(draft.findings).toHaveLength(20)
  })
  test('a visit where all was in order may be sent without a finding, an empty report may not', () => {
    const draft = visit()
    const words = () => whatIsMissing(draft, here, [], () => undefined).map(({ word }) => word)
    expect(words()).toEqual(['clause'])
    markOk(draft, 'CZ03-01')
    expect(words()).toEqual([])
    expect(writtenIn(draft, [])).toEqual([])
  })
  test('taking a problem back asks only where something would be lost', () => {
    const draft = visit()
    markProblem(draft, 'CZ03-01')
    expect(holdsMore(draft.findings[0], 0)).toBe(false)
    expect(holdsMore(draft.findings[0], 1)).toBe(true)
    draft.findings[0]!.note = '二楼'
    expect(holdsMore(draft.findings[0], 0)).toBe(true)
  })
})

describe('the empty frames', () => {
  const clause = { flags: ['P', 'F'], photos: [{ kind: 'near', least: 2 }, { kind: 'far', least: 1 }, { kind: 'before', least: 1 }, { kind: 'after', least: 1 }] } as const
  const needed = (onSpot: boolean) => neededKinds(clause as unknown as Parameters<typeof neededKinds>[0], onSpot)
  test('show each kind as often as it is needed, and fill as pictures are taken', () => {
    expect(needed(false)).toEqual(['near', 'near', 'far'])
    expect(openKinds(needed(false), photos('near', 'reference'))).toEqual(['near', 'far'])
    expect(openKinds(needed(false), photos('far', 'near', 'near', 'near'))).toEqual([])
  })
  test('are before and after where it was handled on the spot', () => expect(needed(true)).toEqual(['before', 'after']))
  test('are none where one phones first or no photo is asked for', () => {
    expect(neededKinds({ flags: ['P', 'T'], photos: [] }, false)).toEqual([])
    expect(neededKinds({ flags: [], photos: [] }, false)).toEqual([])
    expect(neededKinds({ flags: ['P'], photos: [] }, false)).toEqual(['near'])
  })
})

describe('a newer edition', () => {
  const newer = { edition: '2027', items: [{ code: 'CZ03', title: '', category: 'CZ', category_title: '', clauses: [{ code: 'CZ03-01' }] }] } as unknown as Checklist
  test('takes a draft over only when asked: words stay, clauses it lacks are open again', () => {
    const draft = visit()
    draft.inspecting = ['CZ03', 'CZ04']
    markOk(draft, 'CZ03-01')
    markProblem(draft, 'CZ04-01')
    draft.findings[0]!.note = '二楼'
    expect(lostIn(draft, newer)).toBe(1)
    moveOver(draft, newer)
    expect(draft).toMatchObject({ checklist: '2027', checked_ok: ['CZ03-01'], inspecting: ['CZ03'], findings: [{ clause: null, note: '二楼' }] })
  })
})
