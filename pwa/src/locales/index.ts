import { createI18n } from 'vue-i18n'
import { watch } from 'vue'
import { preferences } from '@/session/preferences'
import type { Messages } from './by-feature'
import chinese from './zh-CN'

const messages: Record<string, Messages> = { 'zh-CN': chinese }

/** One file per feature and language: `zh-CN/orders.ts` is read as `orders.…`. */
export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages })

/** Shows the language of the preferences; English is fetched only where somebody asked for it. */
export async function followLanguage(): Promise<void> {
  const show = async (language: string) => {
    if (language === 'en' && !messages.en) {
      messages.en = (await import('./en')).default
      i18n.global.mergeLocaleMessage('en', messages.en)
    }
    i18n.global.locale.value = language
  }
  watch(() => preferences.language, show)
  await show(preferences.language)
}
