import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import type { RewardMonth, RewardRow, Rewards } from '@/api/rewards'
import { Unreachable } from '@/api/problems'
import { keep, keptOnly } from '@/offline/kept'

const PAGE = 50

/** One's own rows of a month, page by page, and the sums of all months; what was read last where there is no network. */
export function useBounties(month: Ref<string>, owner: string) {
  const rows = shallowRef<RewardRow[] | null>(null)
  const months = shallowRef<RewardMonth[]>([])
  const next = ref<string | null>(null)
  const failure = shallowRef<unknown>(null)
  const stale = ref(false)
  const busy = ref(false)

  async function load(after: string | null = null): Promise<void> {
    const wanted = month.value
    failure.value = null
    busy.value = true
    try {
      const { data } = await api.GET('/api/v1/rewards/mine', { params: { query: { month: wanted, limit: PAGE, ...(after ? { after } : {}) } } })
      if (wanted !== month.value) return
      if (!after) void keep(`rewards/${wanted}`, owner, data).catch(() => undefined)
      take(data!, after !== null)
      stale.value = false
    } catch (error) {
      if (wanted !== month.value) return
      const kept = error instanceof Unreachable && !after ? await keptOnly<Rewards>(`rewards/${wanted}`, owner).catch(() => undefined) : undefined
      if (kept) take(kept, false)
      stale.value = kept !== undefined
      failure.value = kept ? null : error
    } finally {
      busy.value = false
    }
  }

  function take(page: Rewards, further: boolean): void {
    const all = further ? [...(rows.value ?? []), ...page.items] : page.items
    rows.value = [...all].sort((a, b) => b.earned_at.localeCompare(a.earned_at))
    next.value = page.next
    months.value = page.months
  }

  watch(month, () => {
    rows.value = null
    void load()
  }, { immediate: true })
  const total = computed(() => months.value.find((each) => each.month === month.value) ?? { month: month.value, findings: 0, amount_fen: 0 })
  return { rows, months, total, next, failure, stale, busy, load, more: () => load(next.value) }
}
