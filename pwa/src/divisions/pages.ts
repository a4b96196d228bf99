import { computed } from 'vue'
import { useAct, useAsked } from './asking'

const MOST = 50

/** Every page from the first to the last, at most `most` of them. */
export async function everyPage<P extends { next: string | null }>(read: (after: string | null) => Promise<P>, most = MOST): Promise<P[]> {
  const pages: P[] = []
  for (let after: string | null = null; pages.length < most;) {
    const page = await read(after)
    pages.push(page)
    after = page.next
    if (!after) break
  }
  return pages
}

/**
 * A list read page by page: `more` reads one page further, `load` reads anew as far as had been read, `begin` only the
 * first page again, as after another question.
 */
export function usePages<P extends { items: unknown[]; next: string | null }>(read: (after: string | null) => Promise<P>) {
  let wanted = 1
  const { found, failure, load } = useAsked(() => everyPage(read, wanted))
  const { busy, failure: refused, act } = useAct()
  const items = computed(() => (found.value ?? []).flatMap((page) => page.items) as P['items'])
  const next = computed(() => found.value?.at(-1)?.next ?? null)

  async function more(): Promise<void> {
    const before = found.value
    const page = await act(() => read(next.value))
    if (!page || !before || found.value !== before) return // read anew meanwhile
    wanted = before.length + 1
    found.value = [...before, page]
  }
  function begin(): Promise<void> {
    wanted = 1
    return load()
  }
  return { found, items, next, failure, busy, refused, load, more, begin }
}
