import type { RouteRecordRaw } from 'vue-router'

export const rewardRoutes: RouteRecordRaw[] = []
