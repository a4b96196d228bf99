import { reactive, watch } from 'vue'

export interface Preferences {
  language: 'zh-CN' | 'en'
  size: 'normal' | 'large'
  theme: 'auto' | 'light' | 'dark'
}

const KEY = 'preferences'
const PLAIN: Preferences = { language: 'zh-CN', size: 'normal', theme: 'auto' }

/** How this phone shows things. Kept where it can be read before the first paint; no personal data. */
export const preferences = reactive<Preferences>(remembered())

function remembered(): Preferences {
  try {
    return { ...PLAIN, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) }
  } catch {
    return { ...PLAIN } // storage denied or garbled: the defaults do
  }
}

/** Puts the preferences on the page and keeps them there. */
export function applyPreferences(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const theme = preferences.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : preferences.theme
    const root = document.documentElement
    root.dataset.theme = theme
    root.dataset.size = preferences.size
    root.lang = preferences.language
    root.classList.toggle('van-theme-dark', theme === 'dark')
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', theme === 'dark' ? '#1c2229' : '#1a5fb4')
  }
  dark.addEventListener('change', apply)
  watch(preferences, () => {
    apply()
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences))
    } catch {
      // storage denied: the choice lasts until the page is closed
    }
  })
  apply()
}
