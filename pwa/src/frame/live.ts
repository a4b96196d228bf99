import { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'

/**
 * The answer of a Dexie query, kept fresh as tables change in this or another tab; `undefined` until the first answer.
 * Reactive values that the query reads before its first await start it anew.
 */
export function useLive<T>(query: () => Promise<T> | T): Readonly<ShallowRef<T | undefined>> {
  const value = shallowRef<T>()
  let stop = () => {}
  watchEffect((onCleanup) => {
    query() // touches the reactive values; its answer comes again below
    const subscription = liveQuery(query).subscribe({
      next: (answer) => { value.value = answer },
      error: (error: unknown) => console.error(error),
    })
    stop = () => subscription.unsubscribe()
    onCleanup(stop)
  })
  onScopeDispose(() => stop())
  return value
}
