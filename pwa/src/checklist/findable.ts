import type { Checklist, Clause, Item } from '@/api/types'

/** A clause with its item, as rows show it. */
export interface Findable {
  clause: Clause
  item: Item
}

/** An edition kept by an older version of the app lacks what has been added since. */
const LATER = { counts: '', counts_not: '', photos: [], at_once: '', on_the_spot: '', level_reason: '', offered_from: null, offered_until: null }

export function findables(checklist: Checklist): Findable[] {
  return checklist.items.flatMap((item) => item.clauses.map((clause) => ({ clause: { ...LATER, ...clause }, item })))
}
