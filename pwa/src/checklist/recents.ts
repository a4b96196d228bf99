import { keep, keptOnly } from '@/offline/kept'

const MOST = 8
const PATH = 'recent-clauses'

/** The clauses this person chose last, newest first; codes only. */
export async function recentClauses(owner: string): Promise<string[]> {
  return (await keptOnly<string[]>(PATH, owner)) ?? []
}

export async function noteRecentClause(owner: string, code: string): Promise<void> {
  const others = (await recentClauses(owner)).filter((other) => other !== code)
  await keep(PATH, owner, [code, ...others].slice(0, MOST))
}
