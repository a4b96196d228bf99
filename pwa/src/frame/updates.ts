import { readonly, ref } from 'vue'
import { registerSW } from 'virtual:pwa-register'

const HOUR = 60 * 60 * 1000
const ready = ref(false)
let activate: (() => Promise<void>) | null = null

/** A newer version lies on the phone and waits. It never takes over by itself; an open form is never interrupted. */
export const updateReady = readonly(ready)

export function watchUpdates(): void {
  activate = registerSW({
    onNeedRefresh: () => { ready.value = true },
    onRegisteredSW: (_address, registration) => {
      if (registration) setInterval(() => void registration.update().catch(() => undefined), HOUR)
    },
  })
}

export async function applyUpdate(): Promise<void> {
  await activate?.()
}

export function putOffUpdate(): void {
  ready.value = false
}
