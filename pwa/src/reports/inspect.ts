import { dropFinding, isBlank, newFinding, MOST_FINDINGS, type Draft, type DraftFinding } from './draft'

export type Answer = 'ok' | 'problem'

/** What was said about a clause so far; null while it is open, and it may stay so. */
export function answerTo(draft: Draft, code: string): Answer | null {
  if (draft.checked_ok.includes(code)) return 'ok'
  return findingOf(draft, code) ? 'problem' : null
}

export function findingOf(draft: Draft, code: string): DraftFinding | undefined {
  return draft.findings.find((finding) => finding.clause === code)
}

/** Afterwards the clause is in order or open again; its finding, if there was one, is gone. */
export function markOk(draft: Draft, code: string): void {
  const was = draft.checked_ok.includes(code)
  clear(draft, code)
  if (!was) draft.checked_ok.push(code)
}

/** Afterwards the draft has a finding for the clause and stands at it; false if there is no room for one more. */
export function markProblem(draft: Draft, code: string): boolean {
  if (!findingOf(draft, code)) {
    const blank = draft.findings.find(isBlank)
    if (!blank && draft.findings.length >= MOST_FINDINGS) return false
    clear(draft, code)
    if (blank) blank.clause = code
    else draft.findings.push({ ...newFinding(), clause: code })
  }
  draft.at_finding = draft.findings.findIndex((finding) => finding.clause === code)
  return true
}

/** Afterwards nothing is said about the clause. */
export function clear(draft: Draft, code: string): void {
  draft.checked_ok = draft.checked_ok.filter((other) => other !== code)
  const index = draft.findings.findIndex((finding) => finding.clause === code)
  if (index >= 0) dropFinding(draft, index)
}

/** Whether taking the problem back would lose words, people or pictures. */
export function holdsMore(finding: DraftFinding | undefined, photos: number): boolean {
  return finding !== undefined && (photos > 0 || finding.note.trim() !== '' || finding.contacts.length > 0 || finding.handled_on_spot)
}
