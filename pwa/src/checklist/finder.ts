import { shallowRef, watch } from 'vue'
import { makeIndex, searchClauses, type Findable, type SearchIndex } from './search'

const indexes = new WeakMap<Findable[], SearchIndex>()

/** Searches among what the picker offers; the first search waits for the lexicon, which stands in a file of its own. */
export function useFinder(offered: () => Findable[]) {
  const index = shallowRef<SearchIndex | null>(null)
  const fetched = import('./lexicon')
  watch(offered, async (list) => {
    const { lexicon } = await fetched
    let made = indexes.get(list)
    if (!made) indexes.set(list, (made = makeIndex(list, lexicon)))
    index.value = made
  }, { immediate: true })
  return { ready: index, find: (query: string): Findable[] => (index.value ? searchClauses(index.value, query) : []) }
}
