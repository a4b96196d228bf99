import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** The page's colours as a map needs them: resolved, not as names of tokens. */
export interface Colours {
  dark: boolean
  ground: string
  surface: string
  text: string
  quiet: string
  line: string
  strong: string
  primary: string
  soft: string
  waiting: string
  waitingSoft: string
  done: string
  late: string
  lateSoft: string
  water: string
}

export function coloursNow(root: HTMLElement = document.documentElement): Colours {
  const tokens = getComputedStyle(root)
  const colour = (name: string) => tokens.getPropertyValue(name).trim()
  const dark = root.dataset.theme === 'dark'
  return {
    dark, ground: colour('--surface-sunk'), surface: colour('--surface'), text: colour('--text'), quiet: colour('--text-quiet'),
    line: colour('--line'), strong: colour('--line-strong'), primary: colour('--primary'), soft: colour('--primary-soft'),
    waiting: colour('--waiting'), waitingSoft: colour('--waiting-soft'), done: colour('--done'), late: colour('--late'),
    lateSoft: colour('--late-soft'), water: dark ? '#22384a' : '#cfe0ee',
  }
}

/** `light` or `dark`, as it is on the page now; a map drawn in the other one is drawn anew. */
export function useTheme(): Readonly<Ref<string>> {
  const theme = ref(document.documentElement.dataset.theme ?? 'light')
  const watcher = new MutationObserver(() => { theme.value = document.documentElement.dataset.theme ?? 'light' })
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  onScopeDispose(() => watcher.disconnect())
  return readonly(theme)
}
