import { keep, keptOnly } from '@/offline/kept'
import { mostUsed, type Use } from './uses'

const MOST = 6
const MOST_USES = 300
const RECENTS = 'recent-clauses'
const USES = 'clause-uses'

/** The clauses this person chose last, newest first; codes only. */
export async function recentClauses(owner: string): Promise<string[]> {
  return (await keptOnly<string[]>(RECENTS, owner)) ?? []
}

export async function noteRecentClause(owner: string, code: string): Promise<void> {
  const others = (await recentClauses(owner)).filter((other) => other !== code)
  await keep(RECENTS, owner, [code, ...others].slice(0, MOST))
}

/** Afterwards the phone knows that these clauses were filed in that grid, for the person's own picker. */
export async function noteUse(owner: string, codes: string[], grid: string | null, now = new Date()): Promise<void> {
  const uses = (await keptOnly<Use[]>(USES, owner)) ?? []
  const at = now.toISOString().slice(0, 10)
  await keep(USES, owner, [...codes.map((code) => ({ code, grid, at })), ...uses].slice(0, MOST_USES))
}

/** What this person files most in this grid at this time of the year, as far as this phone knows. */
export async function usualClauses(owner: string, grid: string | null, now = new Date()): Promise<string[]> {
  return mostUsed((await keptOnly<Use[]>(USES, owner)) ?? [], grid, now).slice(0, MOST)
}
