import { shallowRef, watch } from 'vue'
import type { Findable } from './findable'
import type { SearchIndex } from './search'

const indexes = new WeakMap<Findable[], SearchIndex>()

/** Searches among what the picker offers; the search itself stands in a file of its own and comes when first needed. */
export function useFinder(offered: () => Findable[]) {
  const ready = shallowRef<((query: string) => Findable[]) | null>(null)
  const fetched = import('./lexicon')
  watch(offered, async (list) => {
    const { lexicon, makeIndex, searchClauses } = await fetched
    let index = indexes.get(list)
    if (!index) indexes.set(list, (index = makeIndex(list, lexicon)))
    const made = index
    ready.value = (query) => searchClauses(made, query)
  }, { immediate: true })
  return { ready, find: (query: string): Findable[] => ready.value?.(query) ?? [] }
}
