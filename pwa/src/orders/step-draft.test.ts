import { expect, test } from 'vitest'
import { database } from '@/offline/database'
import { nothingEntered } from './evidence'
import { attemptFor, draftName, dropStepDraft, readStepDraft, writeStepDraft } from './step-draft'

test('a step that is repeated unchanged keeps its id, so that a lost answer never does it twice', () => {
  const first = attemptFor(null, 'accept', { note: '同意' }, 3)
  expect(attemptFor(first, 'accept', { note: '同意' }, 3)).toBe(first)
})

test('a step whose words or order changed is another step', () => {
  const first = attemptFor(null, 'accept', { note: '同意' }, 3)
  expect(attemptFor(first, 'accept', { note: '不同意' }, 3).id).not.toBe(first.id)
  expect(attemptFor(first, 'accept', { note: '同意' }, 4).id).not.toBe(first.id)
})

test('what was entered is on the phone until the step is taken, for its own person only', async () => {
  const name = draftName('3206852026112210000017', 'result')
  await writeStepDraft('me', name, { entered: { ...nothingEntered(), note: '已清理' }, attempt: null })
  expect((await readStepDraft('me', name))?.entered.note).toBe('已清理')
  expect(await readStepDraft('you', name)).toBeUndefined()
  await dropStepDraft('me', name)
  expect(await readStepDraft('me', name)).toBeUndefined()
  expect(await database.photos.where('report').equals(name).count()).toBe(0)
})
