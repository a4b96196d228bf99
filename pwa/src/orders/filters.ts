import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { OrdersQuery, StateCode } from '@/api/orders'
import type { Role } from '@/api/types'

export type View = 'desk' | 'mine' | 'all'

/** What a list is asked for; empty filters nothing. It lives in the address, so that going back finds it again. */
export interface Filters {
  view: View
  state: string
  grid: string
  clause: string
  q: string
  overdue: boolean
}

/** The views of a role, the first one opens by itself. Who only reads has no desk. */
export function viewsOf(role: Role): View[] {
  if (role === 'worker') return ['mine', 'desk', 'all']
  return role === 'auditor' ? ['all'] : ['desk', 'all']
}

export function filtersFrom(query: LocationQuery, role: Role): Filters {
  const one = (key: string) => (typeof query[key] === 'string' ? query[key] : '')
  const views = viewsOf(role)
  const view = views.find((known) => known === one('view')) ?? views[0]!
  return { view, state: one('state'), grid: one('grid'), clause: one('clause'), q: one('q'), overdue: one('overdue') === '1' }
}

/** Only what differs from the plain list stands in the address. */
export function queryOf(filters: Filters, role: Role): LocationQueryRaw {
  const { view, state, grid, clause, q, overdue } = filters
  const all = { view: view === viewsOf(role)[0] ? '' : view, state, grid, clause, q: q.trim(), overdue: overdue ? '1' : '' }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value))
}

/** What the server is asked. */
export function asked({ view, state, grid, clause, q, overdue }: Filters, after: string | null, limit: number): OrdersQuery {
  return {
    limit,
    ...(after ? { after } : {}),
    ...(view === 'desk' ? { desk: 'mine' } : {}),
    ...(view === 'mine' ? { mine: true } : {}),
    ...(state ? { state: state as StateCode } : {}),
    ...(grid ? { grid } : {}),
    ...(clause ? { clause } : {}),
    ...(overdue ? { overdue } : {}),
    ...(q.trim().length >= 2 ? { q: q.trim() } : {}),
  }
}

/** How many filters narrow the list beside the view. */
export function countOf({ state, grid, clause, q, overdue }: Filters): number {
  return [state, grid, clause, q.trim(), overdue].filter(Boolean).length
}
