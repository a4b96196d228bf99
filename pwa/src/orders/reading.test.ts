import { describe, expect, test } from 'vitest'
import type { RoadStep } from '@/api/orders'
import { asked, countOf, filtersFrom, queryOf, viewsOf } from './filters'
import { keyAction } from './keys'
import { meaningOf, placeOf, sentenceOf } from './meanings'
import { pairsOf, roadPoints, whoOf } from './road'
import { mainAndOthers, waitsForMe } from './steps'
import { spokenWait } from './waiting'

const say = (key: string, named?: Record<string, unknown>) => (named ? `${key} ${Object.values(named).join(' ')}` : key)
const now = new Date('2026-11-22T08:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString()

describe('how long an order waits is said as people say it', () => {
  test.each([
    [0, 'orders.wait.now'], [0.5, 'orders.wait.now'], [1, 'orders.wait.minutes 1'], [59.9, 'orders.wait.minutes 59'], [60, 'orders.wait.hours 1'],
    [47 * 60 + 59, 'orders.wait.hours 47'], [48 * 60, 'orders.wait.days 2'], [-5, 'orders.wait.now'],
  ])('after %d minutes', (minutes, words) => expect(spokenWait(ago(minutes), say, now)).toBe(words))
})

describe('the road of an order', () => {
  const step = (seq: number, some: Partial<RoadStep> = {}): RoadStep => ({
    seq, step: 'verify', title: '核实', from: 'to_verify', to: 'to_accept', to_title: '待受理', at: ago(100 - seq), deputy: false, note: null, reason: null,
    how: null, photos: [], changes: [], erased: false, who: { role: '网格长', name: '王*', unit: null, me: false }, ...some,
  })
  const order = { state: 'to_accept' as const, state_title: '待受理', state_since: ago(5), desk: 'town:1', desk_title: '望湖街道综治中心' }

  test('goes from the oldest step to where the order stands now', () => {
    const points = roadPoints(order, [step(2), step(1, { title: '上报' })], say)
    expect(points.map(({ title }) => title)).toEqual(['上报', '核实', '待受理'])
    expect(points.at(-1)).toMatchObject({ now: true, who: 'orders.road.waits_for 望湖街道综治中心' })
  })

  test('ends with its last step once nobody has to act', () => {
    const points = roadPoints({ ...order, desk: '' }, [step(1, { step: 'close', title: '结案', to: 'closed' })], say)
    expect(points).toHaveLength(1)
    expect(points[0]).toMatchObject({ turn: 'end', now: false })
  })

  test('shows a return, a refusal and a rework as ways back', () => {
    const turns = [step(1, { step: 'return', to: 'returned' }), step(2, { step: 'refuse', to: 'accepted' }), step(3, { step: 'rework', to: 'in_hand' })]
    expect(roadPoints({ ...order, desk: '' }, turns, say).map(({ turn }) => turn)).toEqual(['back', 'back', 'back'])
  })

  test('says how, why and what was noted, and that words were erased', () => {
    const said = step(1, { how: { code: 'on_site', title: '现场核实' }, reason: null, note: ' 属实 ' })
    expect(roadPoints(order, [said], say)[0]!.words).toEqual(['现场核实', '属实'])
    expect(roadPoints(order, [step(1, { erased: true })], say)[0]!.words).toEqual(['orders.road.erased'])
  })

  test('names the unit before its office, marks a deputy, and says me to oneself', () => {
    expect(whoOf({ who: { role: '承办单位', name: null, unit: '消防救援', me: false }, deputy: false }, say)).toBe('消防救援')
    expect(whoOf({ who: { role: '网格长', name: '王*', unit: null, me: false }, deputy: true }, say)).toBe('网格长 王* · orders.road.deputy')
    expect(whoOf({ who: { role: '网格长', name: '王芳', unit: null, me: true }, deputy: false }, say)).toBe('网格长 orders.road.me')
  })

  test('says nothing of a state that did not change', () => {
    expect(roadPoints(order, [step(1, { step: 'correct', from: 'to_accept', to: 'to_accept' })], say)[0]!.led_to).toBe('')
  })
})

describe('pictures', () => {
  const [found, result] = [{ sha256: '1', kind: 'near' }, { sha256: '2', kind: 'after' }]
  test('of the finding are the before of a later after', () => {
    expect(pairsOf([found], [result])).toEqual({ before: [found], after: [result], others: [] })
  })
  test('stand by themselves while there is no after', () => {
    expect(pairsOf([found], [])).toEqual({ before: [], after: [], others: [found] })
  })
  test('that were sent twice are shown once', () => {
    expect(pairsOf([found], [found, result]).before).toEqual([found])
  })
  test('marked as before are the only before', () => {
    const before = { sha256: '3', kind: 'before' }
    expect(pairsOf([found, before, result], [])).toEqual({ before: [before], after: [result], others: [found] })
  })
})

describe('the list', () => {
  test('opens on what waits for a desk, on own findings for a worker, on everything for who only reads', () => {
    expect([viewsOf('captain')[0], viewsOf('worker')[0], viewsOf('auditor')]).toEqual(['desk', 'mine', ['all']])
  })
  test('asks the server only for what narrows it', () => {
    expect(asked(filtersFrom({}, 'town'), null, 20)).toEqual({ limit: 20, desk: 'mine' })
    expect(asked(filtersFrom({ view: 'all', state: 'closed', overdue: '1', q: '纸箱' }, 'town'), 'c', 20))
      .toEqual({ limit: 20, after: 'c', state: 'closed', overdue: true, q: '纸箱' })
  })
  test('does not ask for a single letter', () => {
    expect(asked(filtersFrom({ q: '纸' }, 'town'), null, 20).q).toBeUndefined()
  })
  test('keeps its filters in the address and finds them there again', () => {
    const filters = { ...filtersFrom({}, 'town'), view: 'all' as const, grid: '320685100001001', overdue: true }
    expect(filtersFrom(queryOf(filters, 'town') as Record<string, string>, 'town')).toEqual(filters)
    expect(queryOf(filtersFrom({}, 'town'), 'town')).toEqual({})
    expect(countOf(filters)).toBe(2)
  })
  test('takes no view that the role does not have', () => {
    expect(filtersFrom({ view: 'mine' }, 'captain').view).toBe('desk')
  })
})

test('a state that this version does not know is shown without alarm', () => {
  expect([meaningOf('to_verify'), meaningOf('closed'), meaningOf('frozen')]).toEqual(['waiting', 'done', 'quiet'])
})

test('a place says nothing twice', () => {
  const named = (name: string) => ({ code: name, name })
  expect(placeOf({ town: named('望湖街道'), village: named('桃源社区'), grid: named('桃源社区第一网格'), premises: '3 幢' })).toBe('望湖街道 桃源社区第一网格 · 3 幢')
  expect(placeOf({ town: null, village: null, grid: null, premises: null })).toBe('')
})

test('a sentence is the clause alone where nothing was noted', () => {
  const clause = { title: '占用消防通道' } as never
  expect([sentenceOf({ clause, note: '' }), sentenceOf({ clause, note: '停了两辆车' })]).toEqual(['占用消防通道', '占用消防通道：停了两辆车'])
})

test('the big button is the step that leads on; a single other step is big by itself', () => {
  const steps = (...codes: string[]) => codes.map((code) => ({ code }) as never)
  expect(mainAndOthers(steps('return', 'decline', 'accept')).main).toMatchObject({ code: 'accept' })
  expect(mainAndOthers(steps('withdraw')).main).toMatchObject({ code: 'withdraw' })
  expect(mainAndOthers(steps('correct', 'merge')).main).toBeNull()
  expect(mainAndOthers([])).toEqual({ main: null, others: [] })
})

test('a returned order waits for who filed it, not for the captain who may help out', () => {
  const returned = { state: 'returned', steps_open: [{ code: 'supplement' }] }
  expect(waitsForMe({ ...returned, reporter: { mine: false } })).toBe(false)
  expect(waitsForMe({ ...returned, reporter: { mine: true } })).toBe(true)
  expect(waitsForMe({ state: 'to_verify', steps_open: [{ code: 'verify' }], reporter: { mine: false } })).toBe(true)
})

test('shortcuts do nothing while somebody writes or holds another key', () => {
  const press = (key: string, tagName = 'BODY', ctrlKey = false) => keyAction({ key, ctrlKey, metaKey: false, altKey: false, target: { tagName } })
  expect([press('j'), press('?'), press('j', 'TEXTAREA'), press('r', 'BODY', true), press('Enter', 'BUTTON')]).toEqual(['next', 'help', null, null, null])
})
