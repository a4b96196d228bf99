import type { RouteRecordRaw } from 'vue-router'

export const noticeRoutes: RouteRecordRaw[] = [{ path: '/notices', component: () => import('./NoticeList.vue') }]
