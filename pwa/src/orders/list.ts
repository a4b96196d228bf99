import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import type { Order } from '@/api/orders'
import { Unreachable } from '@/api/problems'
import { asked, countOf, type Filters } from './filters'
import { keepList, keptList } from './read-before'

const PAGE = 20

/** The list that was looked at last, so that coming back from an order finds it where it was left. */
const last = shallowRef<{ key: string; items: Order[]; next: string | null } | null>(null)

/** A list of orders by filters, page by page. `stale`: out of reach, shown as it was read last. */
export function useOrders(filters: Ref<Filters>, owner: string) {
  const items = shallowRef<Order[] | null>(null)
  const next = ref<string | null>(null)
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  const stale = ref(false)
  const key = computed(() => `${owner} ${JSON.stringify(filters.value)}`)

  async function load(): Promise<void> {
    const wanted = key.value
    loading.value = true
    failure.value = null
    try {
      const { data } = await api.GET('/api/v1/orders', { params: { query: asked(filters.value, null, PAGE) } })
      if (wanted !== key.value) return
      refresh(data!.items as Order[], data!.next)
      stale.value = false
      if (!countOf(filters.value)) void keepList(owner, filters.value.view, data!.items as Order[])
    } catch (error) {
      if (wanted === key.value) await fallBack(error)
    } finally {
      if (wanted === key.value) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (!next.value || loading.value) return
    const wanted = key.value
    loading.value = true
    failure.value = null
    try {
      const { data } = await api.GET('/api/v1/orders', { params: { query: asked(filters.value, next.value, PAGE) } })
      if (wanted !== key.value) return
      const known = new Set(items.value?.map((order) => order.code))
      take([...(items.value ?? []), ...(data!.items as Order[]).filter((order) => !known.has(order.code))], data!.next)
    } catch (error) {
      if (wanted === key.value) failure.value = error
    } finally {
      if (wanted === key.value) loading.value = false
    }
  }

  /** A fresh first page before what was read further down: a changed head never loses the tail. */
  function refresh(head: Order[], cursor: string | null): void {
    const oldest = head.at(-1)
    const known = new Set(head.map((order) => order.code))
    const tail = cursor && oldest ? (items.value ?? []).filter((order) => !known.has(order.code) && order.filed_at < oldest.filed_at) : []
    take([...head, ...tail], tail.length ? next.value : cursor)
  }

  function take(found: Order[], cursor: string | null): void {
    next.value = cursor
    items.value = found
    last.value = { key: key.value, items: found, next: cursor }
  }

  async function fallBack(error: unknown): Promise<void> {
    if (!items.value && error instanceof Unreachable && !countOf(filters.value)) {
      items.value = (await keptList(owner, filters.value.view)) ?? null
      stale.value = items.value !== null
    }
    failure.value = error
  }

  watch(key, () => {
    const again = last.value?.key === key.value ? last.value : null
    items.value = again?.items ?? null
    next.value = again?.next ?? null
    void load()
  }, { immediate: true })

  return { items, next, failure, loading, stale, load, more }
}

/** The next order that waits for this person, urgent ones first; null when the desk is empty. */
export async function nextWaiting(except: string): Promise<string | null> {
  const { data } = await api.GET('/api/v1/orders', { params: { query: { desk: 'mine', limit: PAGE } } })
  const others = data!.items.filter((order) => order.code !== except)
  return (others.find((order) => order.urgent) ?? others[0])?.code ?? null
}
