import type { GridChange, Moves } from './wire'

const ORDER: GridChange[] = ['new', 'ended', 'reshaped', 'renamed', 'moved']

/** How many grids change in which way, only ways that occur. */
export function countsOf({ grids }: Pick<Moves, 'grids'>): [GridChange, number][] {
  return ORDER.map((change) => [change, grids.filter((grid) => grid.change === change).length] as [GridChange, number]).filter(([, n]) => n > 0)
}
