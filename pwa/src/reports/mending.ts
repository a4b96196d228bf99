import type { OutboxRecord } from '@/offline/database'
import { moveDraft } from '@/offline/drafts'
import { takeBack } from '@/offline/outbox'
import { withNewIds, type Draft } from './draft'

/** The server holds something else under these ids: only a report of its own can be filed. */
const TAKEN = new Set(['report-differs', 'finding-id-used'])

/** Turns a refused report into a draft again; the id under which it opens, or null if it is no longer refused. */
export async function mendRefused(record: OutboxRecord): Promise<string | null> {
  const draft = (await takeBack(record.id)) as Draft | undefined
  if (!draft) return null
  if (!TAKEN.has(record.problem?.type ?? '')) return draft.id
  const renewed = withNewIds(draft)
  await moveDraft(draft.id, { id: renewed.draft.id, content: renewed.draft, findings: renewed.findings })
  return renewed.draft.id
}
