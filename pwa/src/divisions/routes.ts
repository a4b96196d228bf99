import type { RouteRecordRaw } from 'vue-router'
import { fetched } from '@/frame/fetched'

/** What a GIS officer works on; the words of the map belong to it, as every page shows one. */
const page = (open: Parameters<typeof fetched>[1]) => () => fetched(['divisions', 'map'], open)

export const divisionRoutes: RouteRecordRaw[] = [
  { path: '/grids', component: page(() => import('./DraftList.vue')) },
  { path: '/grids/drafts/:id', component: page(() => import('./DraftPage.vue')), props: true },
  { path: '/grids/divisions', component: page(() => import('./DivisionPage.vue')) },
  { path: '/grids/duties', component: page(() => import('./DutyPage.vue')) },
  { path: '/grids/flags', component: page(() => import('./FlagPage.vue')) },
  { path: '/grids/export', component: page(() => import('./ExportPage.vue')) },
]
