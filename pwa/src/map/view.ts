import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const SHEETS = ['grids', 'orders', 'heat'] as const
export type Sheet = (typeof SHEETS)[number]

/** What the map shows. It lives in the address, so that going back, or a colleague, finds it again. */
export interface View {
  sheet: Sheet
  /** By which day's division; empty is today. */
  on: string
  clause: string
  from: string
  to: string
  /** Code of the grid whose card is open. */
  grid: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60 * 1000
/** The tiles count by whole weeks. */
export const HEAT_DAYS = 84

export function viewFrom(query: LocationQuery): View {
  const one = (key: string) => (typeof query[key] === 'string' ? query[key] : '')
  const day = (key: string) => (DAY.test(one(key)) ? one(key) : '')
  return {
    sheet: SHEETS.find((sheet) => sheet === one('sheet')) ?? 'grids',
    on: day('on'), clause: one('clause'), from: day('from'), to: day('to'), grid: one('grid'),
  }
}

export function queryOf(view: View): LocationQueryRaw {
  return Object.fromEntries(Object.entries({ ...view, sheet: view.sheet === 'grids' ? '' : view.sheet }).filter(([, value]) => value))
}

/** Today in the county, as `2026-11-22`. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now)
}

export const tomorrow = (now = new Date()) => today(new Date(now.getTime() + DAY_MS))

/** The period of the heat: what was chosen, else the last twelve weeks. */
export function periodOf({ from, to }: Pick<View, 'from' | 'to'>, now = new Date()): { from: string; to: string } {
  const end = to || today(now)
  return { from: from || today(new Date(Date.parse(end) - HEAT_DAYS * DAY_MS)), to: end }
}

/** Where the tiles of a sheet lie. A worker without a page fetches them, so the address is whole. */
export function tilesOf(sheet: Sheet, view: View, origin = location.origin, now = new Date()): string {
  const asked = new URLSearchParams()
  if (sheet === 'grids' && view.on) asked.set('on', view.on)
  if (sheet === 'heat') {
    const { from, to } = periodOf(view, now)
    asked.set('from', from)
    asked.set('to', to)
    if (view.clause) asked.set('clause', view.clause)
  }
  const words = asked.toString()
  return `${origin}/api/v1/tiles/${sheet}/{z}/{x}/{y}.mvt${words ? `?${words}` : ''}`
}
