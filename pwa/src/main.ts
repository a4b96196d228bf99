import '@/frame/vant-styles'
import '@/frame/theme.css'
import { createApp } from 'vue'
import App from './App.vue'
import { startSending } from '@/offline/sync'
import { watchNetwork } from '@/frame/network'
import { watchUpdates } from '@/frame/updates'
import { followLanguage, i18n } from '@/locales'
import { applyPreferences } from '@/session/preferences'
import { noteSessionEnded, restoreSession } from '@/session/session'
import { makeRouter } from './router'

async function start(): Promise<void> {
  applyPreferences()
  watchNetwork()
  await Promise.all([followLanguage(), restoreSession()])
  createApp(App).use(i18n).use(makeRouter()).mount('#app')
  watchUpdates()
  startSending((paused) => { if (paused === 'signed-out') noteSessionEnded() })
}

void start()
