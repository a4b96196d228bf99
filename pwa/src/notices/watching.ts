import { onScopeDispose, ref, watch } from 'vue'
import type { Router } from 'vue-router'
import type { Unread } from '@/api/notices'
import { badges } from '@/frame/badges'
import { me, sessionEnded } from '@/session/session'
import { OPEN, TOLD } from './push.worker'
import { UnreadWatch } from './unread-watch'

/** The newest notice that the server spoke of; a list that shows older ones is out of date. */
export const newest = ref(0)

const unread = new UnreadWatch({
  fetch: (address, init) => fetch(address, init),
  visible: () => document.visibilityState === 'visible',
  tell: take,
  setTimer: (work, ms) => setTimeout(work, ms),
  clearTimer: (timer) => clearTimeout(timer),
})

function take(known: Unread): void {
  badges.notices = known.unread
  newest.value = known.newest
}

/** The badge as the server told it in answer to something else. */
export function noteUnread(known: Unread): void {
  unread.noted()
  take(known)
}

/** Keeps the badge at the tab true while somebody is signed in, and opens what a touched push leads to. */
export function watchNotices(router: Router): void {
  watch([() => me.value?.id, sessionEnded], ([person, ended]) => {
    unread.stop()
    if (person && !ended) unread.start()
    else badges.notices = 0
  }, { immediate: true })
  const look = () => unread.look()
  const hear = ({ data }: MessageEvent<{ type?: string; link?: string } | null>) => {
    if (data?.type === OPEN && data.link) void router.push(data.link)
    if (data?.type === TOLD) look()
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  navigator.serviceWorker?.addEventListener('message', hear)
  onScopeDispose(() => {
    unread.stop()
    document.removeEventListener('visibilitychange', look)
    removeEventListener('online', look)
    navigator.serviceWorker?.removeEventListener('message', hear)
  })
}
