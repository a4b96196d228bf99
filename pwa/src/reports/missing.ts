import type { Clause } from '@/api/types'
import type { StoredPhoto } from '@/offline/database'
import { photosIn, writtenIn, type Draft, type DraftPlace, type Step } from './draft'

/** Something to do before the report can go: where, for which finding (from 0), and its sentence in locales. */
export interface Missing {
  step: Step
  finding: number
  word: 'place' | 'clause' | 'photo' | 'before_after' | 'not_on_spot' | 'contact' | 'phone'
}

/** Everything that keeps the report from going; empty when it may. `clauseOf` is the edition the phone uses. */
export function whatIsMissing(
  draft: Draft, place: DraftPlace | null, photos: StoredPhoto[], clauseOf: (code: string) => Clause | undefined,
): Missing[] {
  const missing: Missing[] = []
  if (!place) missing.push({ step: 'place', finding: 0, word: 'place' })
  for (const finding of writtenIn(draft, photos)) {
    const index = draft.findings.indexOf(finding)
    const add = (step: Step, word: Missing['word']) => missing.push({ step, finding: index, word })
    const clause = finding.clause ? clauseOf(finding.clause) : undefined
    if (!clause) add('clause', 'clause')
    const kinds = photosIn(photos, finding.id).map((photo) => photo.kind)
    if (clause?.flags.includes('P') && !clause.flags.includes('T') && !kinds.length) add('photos', 'photo')
    if (finding.handled_on_spot && !clause?.flags.includes('F')) add('photos', 'not_on_spot')
    else if (finding.handled_on_spot && clause?.flags.includes('P') && !(kinds.includes('before') && kinds.includes('after'))) add('photos', 'before_after')
    for (const contact of finding.contacts) {
      if (!contact.name.trim() && !contact.phone.trim()) add('photos', 'contact')
      else if (contact.phone.trim() && !isPhone(contact.phone)) add('photos', 'phone')
    }
  }
  return missing
}

/** A mainland mobile or landline number, blanks and dashes allowed. */
export function isPhone(text: string): boolean {
  return /^(\+?86)?(1[3-9]\d{9}|0\d{9,11}|\d{7,8})$/.test(text.replace(/[\s-]/g, ''))
}
