import type { RouteRecordRaw } from 'vue-router'

/** `form` keeps a new version of the app from asking in the middle of a form. */
export const reportRoutes: RouteRecordRaw[] = [
  { path: '/file', component: () => import('./StartReport.vue') },
  { path: '/inspect', component: () => import('./StartReport.vue'), props: { way: 'inspect' } },
  { path: '/file/:id', component: () => import('./OpenDraft.vue'), props: true, meta: { form: true } },
  { path: '/reports', component: () => import('./ReportList.vue') },
  { path: '/reports/:id', component: () => import('./ReportPage.vue'), props: true },
]
