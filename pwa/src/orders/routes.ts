import type { RouteRecordRaw } from 'vue-router'

export const orderRoutes: RouteRecordRaw[] = [
  { path: '/orders', component: () => import('./OrderList.vue') },
  { path: '/orders/:code', component: () => import('./OrderPage.vue'), props: true },
]
