import type { RouteRecordRaw } from 'vue-router'
import { fetched } from '@/frame/fetched'

/** What those who look after the checklist work on: its use, requests, editions. */
const page = (open: Parameters<typeof fetched>[1]) => () => fetched(['admission', 'divisions'], open)

export const admissionRoutes: RouteRecordRaw[] = [
  { path: '/clauses', component: page(() => import('./UsePage.vue')) },
  { path: '/admissions', component: page(() => import('./AdmissionList.vue')) },
  { path: '/admissions/new', component: page(() => import('./ApplyPage.vue')), meta: { form: true } },
  { path: '/admissions/:id', component: page(() => import('./AdmissionPage.vue')), props: true },
  { path: '/admissions/:id/amend', component: page(() => import('./ApplyPage.vue')), props: true, meta: { form: true } },
  { path: '/editions', component: page(() => import('./EditionsPage.vue')) },
]
