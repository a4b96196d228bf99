import { expect, test } from 'vitest'
import { Problem } from '@/api/problems'
import { blank, contentOf, enteredFrom } from './content'
import { faultsBy, otherFaults } from './faults'
import { spokenContent } from './spoken'

const WHOLE = {
  title: '电动自行车飞线充电', help: '从窗户拉线给车充电的算。', counts: '二楼拉线到楼下。', counts_not: '在充电桩充电的不算。', level_reason: '充电时容易起火。',
  nicknames: ['飞线', '拉线充电'], lead: 'fire', support: ['property'], level: 'L', respond: '2 work_hour', handle: '1 work_day',
  photos: ['near 1', 'far 2'], flags: ['P', 'F'], pays: 'no',
}

test('a clause goes through the form and comes out as it was', () => expect(contentOf(enteredFrom(WHOLE))).toEqual(WHOLE))
test('what is empty is not written, and nobody supports the unit that leads', () => {
  const content = contentOf({ ...blank(), lead: 'fire', support: ['fire'] })
  expect(Object.keys(content).sort()).toEqual(['handle', 'lead', 'level', 'pays', 'respond'])
})
test('nicknames are parted however people part them', () => {
  const entered = blank()
  entered.texts.nicknames = ' 飞线，拉线、 充电；'
  expect(contentOf(entered).nicknames).toEqual(['飞线', '拉线', '充电'])
})
test('a strange content opens no strange form', () => {
  expect(enteredFrom({ title: 7, photos: ['drone 3', 5], respond: 'soon', level: 'X', flags: 'P' })).toMatchObject({ level: 'N', flags: [], respond: { amount: 'soon', unit: 'work_day' } })
})
test('a fault stands at its field, and what has none below', () => {
  const error = new Problem({ type: 'invalid', title: '', status: 422, retry: false, errors: [
    { pointer: '/proposal/content/flags/1', code: 'flag', title: '没有这个标记。' }, { pointer: '/content/surprise', code: 'unknown-key', title: '没有这一项。' },
  ] })
  expect([faultsBy(error)('flags'), faultsBy(error)('title'), faultsBy(new Error())('title')]).toEqual(['没有这个标记。', '', ''])
  expect(otherFaults(error, ['flags']).map(({ title }) => title)).toEqual(['没有这一项。'])
})
test('a proposal is read in words, in the order of reading', () => {
  const say = (key: string, named?: Record<string, unknown>) => key.split('.').pop()! + Object.values(named ?? {}).join('')
  const rows = spokenContent({ ...WHOLE, surprise: { 国标: '1' } }, (code) => ({ fire: '消防救援' })[code] ?? code, say)
  const told = Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  expect(rows[0]?.key).toBe('help')
  expect(told).toMatchObject({ lead: '消防救援', respond: '2 work_hour', photos: 'photo_leastnear1、photo_leastfar2', flags: 'flag_P、flag_F', surprise: '国标 1' })
  expect(told.title).toBeUndefined()
})
