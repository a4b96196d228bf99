import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { admissionRoutes } from '@/admission/routes'
import { divisionRoutes } from '@/divisions/routes'
import { firstPage } from '@/frame/tabs'
import { mapRoutes } from '@/map/routes'
import { noticeRoutes } from '@/notices/routes'
import { orderRoutes } from '@/orders/routes'
import { reportRoutes } from '@/reports/routes'
import { rewardRoutes } from '@/rewards/routes'
import { me } from '@/session/session'

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('@/session/SignIn.vue'), meta: { open: true } },
  { path: '/', component: () => import('@/home/Home.vue') },
  { path: '/me', component: () => import('@/session/MePage.vue') },
  ...reportRoutes,
  ...orderRoutes,
  ...rewardRoutes,
  ...noticeRoutes,
  ...mapRoutes,
  ...divisionRoutes,
  ...admissionRoutes,
  { path: '/:rest(.*)*', component: () => import('@/frame/Missing.vue'), meta: { open: true } },
]

/** Every page but those marked `open` asks who is there; `/` leads each role to its first page. */
export function makeRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach((to) => {
    if (to.meta.open) return true
    if (!me.value) return { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (to.path === '/' && firstPage(me.value.role) !== '/') return firstPage(me.value.role)
    return true
  })
  return router
}
