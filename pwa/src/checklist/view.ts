import type { Checklist, Clause } from '@/api/types'
import { findables, type Findable } from './findable'

/** An edition laid out for pages, made once. */
export interface ChecklistView {
  checklist: Checklist
  clauses: Map<string, Findable>
  all: Findable[]
  categories: { code: string; title: string }[]
  /** What may be filed by hand, by day: the same row each time, so that it is indexed once. */
  offered: Map<string, Findable[]>
}

const views = new WeakMap<Checklist, ChecklistView>()

export function viewOf(checklist: Checklist): ChecklistView {
  let view = views.get(checklist)
  if (!view) {
    const all = findables(checklist)
    const titles = new Map(checklist.items.map((item) => [item.category, item.category_title]))
    view = {
      checklist, all, clauses: new Map(all.map((one) => [one.clause.code, one])),
      categories: [...titles].map(([code, title]) => ({ code, title })), offered: new Map(),
    }
    views.set(checklist, view)
  }
  return view
}

/** Today in the county, as the checklist writes days. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now)
}

/** Whether a worker may file it by hand on that day: not only from an instruction, and within its dates. */
export function isOffered(clause: Clause, day: string): boolean {
  if (clause.only_from_instruction) return false
  return (!clause.offered_from || clause.offered_from <= day) && (!clause.offered_until || day <= clause.offered_until)
}

export function offeredOn(view: ChecklistView, day: string): Findable[] {
  let offered = view.offered.get(day)
  if (!offered) view.offered.set(day, (offered = view.all.filter(({ clause }) => isOffered(clause, day))))
  return offered
}
