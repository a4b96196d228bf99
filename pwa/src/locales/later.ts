import { watch } from 'vue'
import { i18n } from '.'
import type { Messages } from './by-feature'

type Feature = 'map' | 'divisions' | 'admission'

const files = import.meta.glob<{ default: Messages }>(['./*/map.ts', './*/divisions.ts', './*/admission.ts'])
const learned = new Set<Feature>()

/**
 * Words of pages that a worker's phone never opens come with the page. Afterwards `feature` can be spoken in the
 * language of the moment, and in every language chosen later.
 */
export async function learn(feature: Feature): Promise<void> {
  learned.add(feature)
  await Promise.all([...new Set(['zh-CN', i18n.global.locale.value])].map((language) => fetchWords(feature, language)))
}

async function fetchWords(feature: Feature, language: string): Promise<void> {
  const words = await files[`./${language}/${feature}.ts`]?.()
  if (words) i18n.global.mergeLocaleMessage(language, { [feature]: words.default })
}

watch(i18n.global.locale, (language) => { for (const feature of learned) void fetchWords(feature, language) })
