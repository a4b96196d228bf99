/** One clause filed from this phone. */
export interface Use {
  code: string
  grid: string | null
  /** The day, as 2026-07-01. */
  at: string
}

const DAY_MS = 86_400_000
const YEAR_DAYS = 365.25
/** What was filed within a month and a half of today, this year or before, is of this season. */
const SEASON_DAYS = 45

/** Codes, the most used first: the same grid counts threefold, the same season threefold; newer breaks ties. */
export function mostUsed(uses: Use[], grid: string | null, now: Date): string[] {
  const weights = new Map<string, number>()
  for (const use of uses) {
    const days = Math.max(0, (now.getTime() - Date.parse(use.at)) / DAY_MS)
    const apart = Math.min(days % YEAR_DAYS, YEAR_DAYS - (days % YEAR_DAYS))
    const weight = (grid && use.grid === grid ? 3 : 1) * (apart <= SEASON_DAYS ? 3 : 1) + 1 / (1 + days)
    weights.set(use.code, (weights.get(use.code) ?? 0) + weight)
  }
  return [...weights].sort((a, b) => b[1] - a[1]).map(([code]) => code)
}
