import { ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import type { OrderPage } from '@/api/orders'
import { Unreachable } from '@/api/problems'
import { keepPage, keptPage } from './read-before'

/** One order's page, kept for looking at without a network. `stale`: shown as it was read last. */
export function useOrder(code: Ref<string>, owner: string) {
  const order = shallowRef<OrderPage | null>(null)
  const failure = shallowRef<unknown>(null)
  const stale = ref(false)

  async function load(): Promise<void> {
    const wanted = code.value
    failure.value = null
    try {
      const { data } = await api.GET('/api/v1/orders/{code}', { params: { path: { code: wanted } } })
      if (wanted === code.value) take(data as OrderPage)
    } catch (error) {
      if (wanted !== code.value) return
      if (error instanceof Unreachable && !order.value) {
        const kept = await keptPage(owner, wanted)
        if (wanted !== code.value) return
        order.value = kept ?? null
      }
      stale.value = error instanceof Unreachable && order.value !== null
      failure.value = stale.value ? null : error
    }
  }

  /** What the server answered, here or to a step. */
  function take(fresh: OrderPage): void {
    order.value = fresh
    stale.value = false
    failure.value = null
    void keepPage(owner, fresh)
  }

  watch(code, () => {
    order.value = null
    stale.value = false
    void load()
  }, { immediate: true })
  return { order, failure, stale, load, take }
}
