import type { Edition, Span } from './wire'

/** Where an edition stands: in force somewhere today, still to come, over, or only lying there. */
export type Standing = 'in_force' | 'planned' | 'over' | 'idle' | 'draft'
export const MEANINGS = { in_force: 'done', planned: 'waiting', over: 'quiet', idle: 'quiet', draft: 'quiet' } as const

export function standingOf(edition: Edition, on: string): Standing {
  if (edition.in_force) return 'in_force'
  if (edition.spans.some(({ first_day }) => first_day && first_day > on)) return 'planned'
  if (edition.spans.length) return 'over'
  return edition.status === 'draft' ? 'draft' : 'idle'
}

/** What is in force comes first, then what comes, the newest first. */
const RANK: Record<Standing, number> = { in_force: 0, planned: 1, idle: 2, draft: 3, over: 4 }
export const inOrder = (all: Edition[], on: string): Edition[] =>
  [...all].sort((a, b) => RANK[standingOf(a, on)] - RANK[standingOf(b, on)] || b.edition.localeCompare(a.edition))

/** Which edition an activation would follow: the one whose span covers that day, in the area itself before the whole county. */
export function followedBy(all: Edition[], area: string | null, on: string): Edition | null {
  const covers = ({ area: where, first_day, until }: Span) => (where === null || where === area) && (first_day ?? '') <= on && (until === null || on < until)
  const held = all.flatMap((edition) => edition.spans.filter(covers).map((span) => ({ edition, span })))
  held.sort((a, b) => (b.span.first_day ?? '').localeCompare(a.span.first_day ?? '') || Number(b.span.area !== null) - Number(a.span.area !== null))
  return held[0]?.edition ?? null
}
