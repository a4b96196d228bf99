import { shallowRef } from 'vue'
import type { GridFeature } from '@/api/types'
import { freshOrKept } from '@/offline/kept'

/** How many orders are open in a grid, and how many of them late; null stands for one to four, told as <5. */
export interface Figure { open: number | null; late: number | null }
export type Figures = Record<string, Figure>
/** A grid in words. */
export interface GridLine extends Figure { code: string; name: string; village: string | null }

/** What the tiles do not carry; kept on the phone, so that coming back shows something at once. */
export function useFigures(owner: string) {
  const figures = shallowRef<Figures | null>(null)
  const failure = shallowRef<unknown>(null)

  async function load(): Promise<void> {
    failure.value = null
    try {
      figures.value = (await freshOrKept<{ figures: Figures }>('/tiles/figures', owner)).figures
    } catch (error) {
      failure.value = error
    }
  }
  void load()
  return { figures, failure, load }
}

/** Enough to order and shade by: few counts as one. */
export const weightOf = (count: number | null): number => count ?? 1
export const spokenCount = (count: number | null): string => (count === null ? '<5' : String(count))

/** The grids with their figures, those with most open orders first. Grids whose name is not known are called by code. */
export function linesOf(figures: Figures, grids: GridFeature[]): GridLine[] {
  const lines = new Map<string, GridLine>()
  for (const { properties: { code, name, village } } of grids) lines.set(code, { code, name, village: village.name, open: 0, late: 0 })
  for (const [code, figure] of Object.entries(figures)) lines.set(code, { ...(lines.get(code) ?? { code, name: code, village: null }), ...figure })
  return [...lines.values()].sort((a, b) => weightOf(b.open) - weightOf(a.open) || a.code.localeCompare(b.code))
}
