import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** True on a screen where queue, list and order have room beside each other. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia('(min-width: 1200px)')
  const wide = ref(query.matches)
  const look = () => { wide.value = query.matches }
  query.addEventListener('change', look)
  onScopeDispose(() => query.removeEventListener('change', look))
  return readonly(wide)
}
