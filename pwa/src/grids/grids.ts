import { computed, ref, shallowRef } from 'vue'
import type { GridFeature } from '@/api/types'
import { keep, keptOnly } from '@/offline/kept'
import { sendSaid } from '@/offline/said'
import { keptPack, refreshPack } from './pack'

const known = shallowRef<GridFeature[] | null>(null)
const failure = shallowRef<unknown>(null)
const loading = ref(false)
let whose = ''

const mine = computed(() => (known.value ?? []).filter((grid) => grid.properties.mine))

/** The grids as this phone knows them, own ones apart; asks the server once per start and person. */
export function useGrids(owner: string) {
  if (owner !== whose) {
    whose = owner
    known.value = null
    void load()
  }
  return { grids: known, mine, failure, loading, load }
}

async function load(): Promise<void> {
  const owner = whose
  loading.value = true
  failure.value = null
  try {
    const kept = await keptPack(owner)
    if (owner === whose && kept) known.value = kept.features
    const fresh = await refreshPack(owner)
    if (owner === whose) known.value = fresh.features
    await sendSaid(owner)
  } catch (error) {
    if (!known.value) failure.value = error
  } finally {
    loading.value = false
  }
}

globalThis.addEventListener?.('online', () => { if (whose) void load() })

/** The grid this person worked in last, by hand or by place; what a report without any place falls back to. */
export async function lastGrid(owner: string): Promise<string | null> {
  return (await keptOnly<string>('last-grid', owner)) ?? null
}

export async function noteLastGrid(owner: string, code: string): Promise<void> {
  await keep('last-grid', owner, code)
}
