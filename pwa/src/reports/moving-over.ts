import type { Checklist } from '@/api/types'
import { viewOf } from '@/checklist/view'
import type { Draft } from './draft'

/** How many of the draft's clauses the other edition does not have: they would have to be chosen again. */
export function lostIn(draft: Draft, newer: Checklist): number {
  const known = viewOf(newer).clauses
  return draft.findings.filter((finding) => finding.clause && !known.has(finding.clause)).length + draft.checked_ok.filter((code) => !known.has(code)).length
}

/** Afterwards the draft is of that edition; clauses it does not have are open again, words and photos stay. */
export function moveOver(draft: Draft, newer: Checklist): void {
  const known = viewOf(newer).clauses
  for (const finding of draft.findings) if (finding.clause && !known.has(finding.clause)) finding.clause = null
  draft.checked_ok = draft.checked_ok.filter((code) => known.has(code))
  draft.inspecting = draft.inspecting.filter((code) => newer.items.some((item) => item.code === code))
  draft.checklist = newer.edition
}
