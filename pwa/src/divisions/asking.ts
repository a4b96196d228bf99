import { ref, shallowRef } from 'vue'

/** Something read from the server, with what stands where it cannot: `load` reads it anew, what was there stays so long. */
export function useAsked<T>(read: () => Promise<T>) {
  const found = shallowRef<T | null>(null)
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  let round = 0

  async function load(): Promise<void> {
    const mine = ++round
    loading.value = true
    failure.value = null
    try {
      const answer = await read()
      if (mine === round) found.value = answer
    } catch (error) {
      if (mine === round) failure.value = error
    } finally {
      if (mine === round) loading.value = false
    }
  }
  void load()
  return { found, failure, loading, load }
}

/** An act of one's own: `busy` while it runs, `failure` if it did not come about. */
export function useAct() {
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)

  async function act<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failure.value = null
    try {
      return await work()
    } catch (error) {
      failure.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, act }
}
