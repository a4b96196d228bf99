import { onScopeDispose, type Ref } from 'vue'
import { keyAction, type KeyAction } from '@/orders/keys'

/** What the pages of the checklist know of the keys of the lists. */
export const SHOWN = [['j', 'next'], ['k', 'previous'], ['Enter', 'open'], ['/', 'search'], ['r', 'refresh'], ['?', 'help']] as const

/** j and k go from row to row (links and buttons marked `data-row` within `list`), Enter opens as everywhere. */
export function useRowKeys(list: Readonly<Ref<HTMLElement | null>>, others: Partial<Record<KeyAction, () => void>>): void {
  const go = (by: 1 | -1) => {
    const rows = [...(list.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus()
  }
  const acts: Partial<Record<KeyAction, () => void>> = { next: () => go(1), previous: () => go(-1), ...others }
  const pressed = (event: KeyboardEvent) => {
    if (document.querySelector('.van-overlay:not([style*="display: none"])')) return // a sheet lies above the list
    const action = keyAction(event as Parameters<typeof keyAction>[0])
    const act = action ? acts[action] : undefined
    if (!act) return
    event.preventDefault()
    act()
  }
  addEventListener('keydown', pressed)
  onScopeDispose(() => removeEventListener('keydown', pressed))
}
