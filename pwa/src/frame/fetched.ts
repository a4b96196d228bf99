import type { Component } from 'vue'
import { learn } from '@/locales/later'

/** A page with its words; where it cannot be fetched, a page that says so and offers another try. */
export async function fetched(features: Parameters<typeof learn>[0][], page: () => Promise<{ default: Component }>): Promise<{ default: Component }> {
  try {
    const [found] = await Promise.all([page(), ...features.map(learn)])
    return found
  } catch {
    return import('./Unfetched.vue')
  }
}
