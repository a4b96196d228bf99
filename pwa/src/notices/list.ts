import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '@/api/client'
import type { Notice } from '@/api/notices'
import type { Paged } from '@/api/types'
import { freshOrKept } from '@/offline/kept'
import { newest, noteUnread } from './watching'

/** What this person was told, newest first; the first page also without a network. */
export function useNotices(owner: string) {
  const items = shallowRef<Notice[] | null>(null)
  const next = ref<string | null>(null)
  const failure = shallowRef<unknown>(null)
  const busy = ref(false)

  async function load(): Promise<void> {
    failure.value = null
    try {
      const page = await freshOrKept<Paged<Notice>>('/notices', owner)
      const oldest = page.items.at(-1)?.id ?? 0
      const tail = page.next ? (items.value ?? []).filter(({ id }) => id < oldest) : []
      items.value = [...page.items, ...tail]
      if (!tail.length) next.value = page.next
    } catch (error) {
      failure.value = error
    }
  }

  async function more(): Promise<void> {
    if (!next.value || busy.value) return
    busy.value = true
    failure.value = null
    try {
      const { data } = await api.GET('/api/v1/notices', { params: { query: { after: next.value } } })
      items.value = [...(items.value ?? []), ...data!.items]
      next.value = data!.next
    } catch (error) {
      failure.value = error
    } finally {
      busy.value = false
    }
  }

  /** Afterwards these, or all that are shown, are read here; the server is told, now or at the next chance. */
  async function read(ids: number[] | 'all'): Promise<void> {
    const unread = (items.value ?? []).filter(({ id, read_at }) => !read_at && (ids === 'all' || ids.includes(id)))
    if (!unread.length) return
    const at = new Date().toISOString()
    const now = new Set(unread.map(({ id }) => id))
    items.value = (items.value ?? []).map((notice) => (now.has(notice.id) ? { ...notice, read_at: at } : notice))
    const body = ids === 'all' ? { ids: [], all_until: items.value[0]!.id } : { ids: [...now], all_until: null }
    try {
      const { data } = await api.POST('/api/v1/notices/read', { body })
      noteUnread(data!)
    } catch {
      void load() // not read after all: shown again as the server sees it
    }
  }

  // The badge heard of something newer than the list shows.
  watch(newest, (id) => { if (items.value && id > (items.value[0]?.id ?? 0)) void load() })
  void load()
  return { items, next, failure, busy, load, more, read, unread: computed(() => (items.value ?? []).filter(({ read_at }) => !read_at).length) }
}

/** Where a notice leads; null where there is nothing to open. */
export function addressOf(subject: string): string | null {
  const [kind, id] = subject.split('/')
  if (!id) return null
  if (kind === 'order') return `/orders/${id}`
  return kind === 'report' ? `/reports/${id}` : null
}
