import { showToast } from 'vant'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { noteUse } from '@/checklist/recents'
import { noteLastGrid } from '@/grids/grids'
import { dropDraft } from '@/offline/drafts'
import { putInOutbox } from '@/offline/outbox'
import { askForBackgroundSync, sendSoon } from '@/offline/sync'
import { isUntouched, toBody, type Draft, type DraftPlace } from './draft'
import type { Editing } from './editing'

/** Turns the open draft into a report that waits, or leaves it lying. */
export function useFiling(editing: Editing) {
  const { t } = useI18n()
  const router = useRouter()
  const filing = ref(false)
  const { draft, photos, place, clauses, missing, storageTrouble } = editing

  async function file() {
    if (filing.value || !place.value || missing.value.length) return
    filing.value = true
    try {
      await editing.saveNow()
      // Plain copies: what the page watches cannot be put into the database.
      const kept = JSON.parse(JSON.stringify(draft)) as Draft
      const where = JSON.parse(JSON.stringify(place.value)) as DraftPlace
      await putInOutbox({
        id: draft.id, owner: draft.owner, body: toBody(kept, where, photos.value), draft: kept, saved_at: new Date().toISOString(),
        urgent: draft.findings.some((finding) => clauses.value.get(finding.clause ?? '')?.clause.urgent),
      })
      editing.close()
      await remember()
      void askForBackgroundSync()
      sendSoon(true)
      showToast({ message: t('reports.saved'), duration: 2500 })
      await router.replace('/')
    } catch (error) {
      console.error(error)
      storageTrouble.value = true
    } finally {
      filing.value = false
    }
  }

  async function remember() {
    const grid = editing.gridCode.value
    if (grid) await noteLastGrid(draft.owner, grid).catch(() => undefined)
    await noteUse(draft.owner, draft.findings.flatMap((finding) => finding.clause ?? []), grid).catch(() => undefined)
  }

  async function leave() {
    if (isUntouched(draft, photos.value.length)) {
      editing.close()
      await dropDraft(draft.id).catch(() => undefined)
    } else {
      await editing.saveNow()
      if (!storageTrouble.value) showToast({ message: t('reports.drafts.kept'), duration: 2000 })
    }
  }

  return { file, filing, leave }
}
