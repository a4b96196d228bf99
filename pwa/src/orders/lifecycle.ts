import { shallowRef } from 'vue'
import { api } from '@/api/client'
import type { DutyUnit, Lifecycle } from '@/api/orders'

const life = shallowRef<Lifecycle | null>(null)
const units = shallowRef<DutyUnit[] | null>(null)

/** States and steps as the server tells them; null until they came. Asked once per start. */
export function useLifecycle() {
  if (!life.value) void api.GET('/api/v1/orders/lifecycle').then(({ data }) => { life.value = data! }).catch(() => undefined)
  return life
}

/** Every unit to which an order can go. Rejects where the server cannot be reached and they were never read. */
export async function dutyUnits(): Promise<DutyUnit[]> {
  units.value ??= (await api.GET('/api/v1/orders/units')).data!.items
  return units.value
}
