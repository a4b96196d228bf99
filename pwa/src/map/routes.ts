import type { RouteRecordRaw } from 'vue-router'
import { fetched } from '@/frame/fetched'

export const mapRoutes: RouteRecordRaw[] = [
  { path: '/map', component: () => fetched(['map'], () => import('./MapPage.vue')) },
]
