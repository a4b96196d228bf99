import { computed, ref, shallowRef } from 'vue'
import type { Checklist, Clause, Item } from '@/api/types'
import { freshOrKept, keptOnly } from '@/offline/kept'
import { findables } from './search'

const PATH = '/checklists/current'
const EVERYBODY = 'all'

const current = shallowRef<Checklist | null>(null)
const failure = shallowRef<unknown>(null)
const loading = ref(false)

const clauses = computed(() => {
  const found = new Map<string, { clause: Clause; item: Item }>()
  for (const item of current.value?.items ?? []) for (const clause of item.clauses) found.set(clause.code, { clause, item })
  return found
})
const all = computed(() => (current.value ? findables(current.value) : []))
const categories = computed(() => {
  const titles = new Map((current.value?.items ?? []).map((item) => [item.category, item.category_title]))
  return [...titles].map(([code, title]) => ({ code, title }))
})

/** The checklist as this phone knows it; asks the server once per start whether there is a newer one. */
export function useChecklist() {
  if (!current.value && !loading.value) void load()
  return { checklist: current, clauses, all, categories, failure, loading, load }
}

async function load(): Promise<void> {
  loading.value = true
  failure.value = null
  try {
    current.value ??= (await keptOnly<Checklist>(PATH, EVERYBODY)) ?? null
    current.value = await freshOrKept<Checklist>(PATH, EVERYBODY)
  } catch (error) {
    if (!current.value) failure.value = error
  } finally {
    loading.value = false
  }
}
