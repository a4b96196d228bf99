import type { RouteRecordRaw } from 'vue-router'

export const rewardRoutes: RouteRecordRaw[] = [{ path: '/bounties', component: () => import('./MyBounties.vue') }]
