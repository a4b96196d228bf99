import { readonly, ref } from 'vue'

const up = ref(typeof navigator === 'undefined' || navigator.onLine)

/** What the phone believes; a lit signal may still lead nowhere, so nothing is decided by it alone. */
export const online = readonly(up)

export function watchNetwork(): void {
  addEventListener('online', () => { up.value = true })
  addEventListener('offline', () => { up.value = false })
}
