import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { Checklist } from '@/api/types'
import { keep, keptOnly, freshOrKept } from '@/offline/kept'
import { viewOf, type ChecklistView } from './view'

const PATH = '/checklists/current'
const EVERYBODY = 'all'
const pathOf = (edition: string) => `/checklists/${edition}`

const current = shallowRef<Checklist | null>(null)
/** Editions that are no longer the current one but that a draft on this phone was begun with. */
const earlier = shallowReactive(new Map<string, Checklist>())
const failure = shallowRef<unknown>(null)
const loading = ref(false)

const view = computed(() => (current.value ? viewOf(current.value) : null))
const clauses = computed<ChecklistView['clauses']>(() => view.value?.clauses ?? new Map())
const all = computed(() => view.value?.all ?? [])
const categories = computed(() => view.value?.categories ?? [])

/** The checklist as this phone knows it; asks the server once per start whether there is a newer one. */
export function useChecklist() {
  if (!current.value && !loading.value) void load()
  return { checklist: current, clauses, all, categories, failure, loading, load }
}

/**
 * The edition a draft was begun with, as long as it is open; the current one for a draft that has none yet or whose
 * edition nobody can tell any more. `newer` is the current edition where it is another one.
 */
export function useEdition(edition: () => string) {
  useChecklist()
  const chosen = computed(() => {
    const wanted = edition()
    if (!wanted || wanted === current.value?.edition) return current.value
    if (!earlier.has(wanted)) void fetchEarlier(wanted)
    return earlier.get(wanted) ?? current.value
  })
  const shown = computed(() => (chosen.value ? viewOf(chosen.value) : null))
  const newer = computed(() => (chosen.value && current.value && chosen.value.edition !== current.value.edition ? current.value : null))
  return { checklist: chosen, view: shown, newer, failure, load }
}

async function load(): Promise<void> {
  if (loading.value) return
  loading.value = true
  failure.value = null
  try {
    current.value ??= (await keptOnly<Checklist>(PATH, EVERYBODY)) ?? null
    const fresh = await freshOrKept<Checklist>(PATH, EVERYBODY)
    if (current.value && current.value.edition !== fresh.edition) await putAside(current.value)
    // The same answer is a new object each time: what was made from it stays as long as it says the same.
    if (current.value?.digest !== fresh.digest || current.value.edition !== fresh.edition) current.value = fresh
  } catch (error) {
    if (!current.value) failure.value = error
  } finally {
    loading.value = false
  }
}

/** A new edition never disturbs an open draft: its own one stays on the phone. */
async function putAside(old: Checklist): Promise<void> {
  earlier.set(old.edition, old)
  await keep(pathOf(old.edition), EVERYBODY, old).catch(() => undefined)
}

async function fetchEarlier(edition: string): Promise<void> {
  const path = pathOf(edition)
  const found = (await keptOnly<Checklist>(path, EVERYBODY).catch(() => undefined)) ?? (await freshOrKept<Checklist>(path, EVERYBODY).catch(() => undefined))
  if (found) earlier.set(edition, found)
}
