/** Where one goes about the checklist, and whoever may do which of these finds which page. */
const PLACES = [
  { to: '/clauses', word: 'use', may: ['clause.use'] },
  { to: '/admissions', word: 'admissions', may: ['clause.apply', 'clause.admit', 'clause.use'] },
  { to: '/editions', word: 'editions', may: ['clause.admit'] },
] as const

export const placesFor = (permissions: readonly string[]) => PLACES.filter(({ may }) => may.some((one) => permissions.includes(one)))
