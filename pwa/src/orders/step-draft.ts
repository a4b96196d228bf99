import type { Evidence } from '@/api/orders'
import { database } from '@/offline/database'
import { keep, keptOnly } from '@/offline/kept'
import type { Entered } from './evidence'

/** What was entered for a step that is not taken yet; `attempt` is the last one that was sent. */
export interface StepDraft {
  entered: Entered
  attempt: Attempt | null
}
export interface Attempt { id: string; content: string }

/** Under this name the draft's words and photos lie on the phone. */
export function draftName(code: string, step: string): string {
  return `order/${code}/${step}`
}

export async function readStepDraft(owner: string, name: string): Promise<StepDraft | undefined> {
  return keptOnly<StepDraft>(`step-draft/${name}`, owner).catch(() => undefined)
}

export async function writeStepDraft(owner: string, name: string, draft: StepDraft): Promise<void> {
  await keep(`step-draft/${name}`, owner, JSON.parse(JSON.stringify(draft))).catch(() => undefined)
}

/** Afterwards nothing of the draft is on the phone: the step was taken. */
export async function dropStepDraft(owner: string, name: string): Promise<void> {
  await database.transaction('rw', database.kept, database.photos, async () => {
    await database.kept.delete(`${owner} step-draft/${name}`)
    await database.photos.where('report').equals(name).delete()
  }).catch(() => undefined)
}

/**
 * The id under which this content is sent: the same again while nothing changed, so that a repeat after a lost answer
 * has the effect of once; a new one as soon as something did.
 */
export function attemptFor(before: Attempt | null, step: string, evidence: Evidence, version: number): Attempt {
  const content = JSON.stringify([step, evidence, version])
  return before?.content === content ? before : { id: crypto.randomUUID(), content }
}
