import type { Role } from '@/api/types'

export interface Tab {
  to: string
  /** Key in locales/<language>/frame.ts. */
  word: string
  icon: string
  /** Which figure of `badges.ts` stands at it. */
  badge?: 'queue' | 'notices'
  /** The one big action in the middle. */
  main?: boolean
  /** Only where there is room for more than five; on a phone it is reached from 我的. */
  wide?: boolean
  /** Other addresses that belong to it. */
  also?: string[]
}

const home: Tab = { to: '/', word: 'frame.tabs.home', icon: 'wap-home-o', badge: 'queue' }
const file: Tab = { to: '/file', word: 'frame.tabs.file', icon: 'edit', main: true }
const reports: Tab = { to: '/reports', word: 'frame.tabs.reports', icon: 'records-o' }
const orders: Tab = { to: '/orders', word: 'frame.tabs.orders', icon: 'todo-list-o' }
const map: Tab = { to: '/map', word: 'frame.tabs.map', icon: 'location-o' }
const grids: Tab = { to: '/grids', word: 'frame.tabs.grids', icon: 'cluster-o' }
const CHECKLIST = ['/clauses', '/admissions', '/editions']
const checklist = (to: string, wide = false): Tab => ({ to, word: 'frame.tabs.checklist', icon: 'notes-o', wide, also: CHECKLIST })
const notices: Tab = { to: '/notices', word: 'frame.tabs.notices', icon: 'bell', badge: 'notices' }
const mine: Tab = { to: '/me', word: 'frame.tabs.me', icon: 'contact-o' }

/** The tab bar of each role; the first entry is the page that opens after signing in. */
export const TABS: Record<Role, Tab[]> = {
  worker: [home, reports, file, notices, mine],
  captain: [orders, map, notices, mine],
  town: [orders, map, checklist('/clauses'), notices, mine],
  town_reviewer: [orders, notices, mine],
  centre: [orders, map, grids, checklist('/clauses', true), notices, mine],
  unit: [orders, checklist('/admissions'), notices, mine],
  reviewer: [notices, mine],
  clerk: [notices, mine],
  appeals: [notices, mine],
  auditor: [orders, map, checklist('/clauses'), notices, mine],
  admin: [grids, checklist('/editions'), notices, mine],
}

export function firstPage(role: Role): string {
  return TABS[role][0]?.to ?? '/me'
}
