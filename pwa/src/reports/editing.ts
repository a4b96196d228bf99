import { computed, inject, onBeforeUnmount, provide, reactive, ref, shallowRef, toRaw, watch, type InjectionKey } from 'vue'
import { useLive } from '@/frame/live'
import { useGrids, lastGrid } from '@/grids/grids'
import { gridAt, innerPoint } from '@/grids/ground'
import type { Fix } from '@/grids/positioning'
import { useEdition } from '@/checklist/checklist'
import type { Findable } from '@/checklist/findable'
import { dropPhoto, photosOf, saveDraft } from '@/offline/drafts'
import { dropFinding, newFinding, photosIn, type Draft, type DraftPlace } from './draft'
import { whatIsMissing } from './missing'

const SAVE_AFTER_MS = 250

/** One open draft: its words, its photos, and the promise that both are on the disk. */
export function editDraft(opened: Draft) {
  const draft = reactive(opened)
  const edition = useEdition(() => draft.checklist)
  const clauses = computed(() => edition.view.value?.clauses ?? new Map<string, Findable>())
  const { grids, mine } = useGrids(draft.owner)
  const kept = useLive(() => photosOf(draft.id))
  const photos = computed(() => kept.value ?? [])
  const storageTrouble = ref(false)
  const fix = shallowRef<Fix | null>(null)
  const lastCode = ref<string | null>(null)
  void lastGrid(draft.owner).then((code) => { lastCode.value = code })

  let timer: ReturnType<typeof setTimeout> | undefined
  let done = false
  /** Afterwards everything typed so far is on the phone's disk. */
  async function saveNow(): Promise<void> {
    clearTimeout(timer)
    if (done) return
    try {
      await saveDraft(draft.id, draft.owner, JSON.parse(JSON.stringify(toRaw(draft))))
      storageTrouble.value = false
    } catch {
      storageTrouble.value = true
    }
  }
  watch(draft, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void saveNow(), SAVE_AFTER_MS)
  }, { deep: true })
  const leaving = () => { if (document.visibilityState === 'hidden') void saveNow() }
  document.addEventListener('visibilitychange', leaving)
  addEventListener('pagehide', leaving)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', leaving)
    removeEventListener('pagehide', leaving)
    void saveNow()
  })

  const finding = computed(() => draft.findings[draft.at_finding] ?? draft.findings[0]!)
  const clause = computed(() => (finding.value.clause ? clauses.value.get(finding.value.clause)?.clause : undefined))
  /**
   * Where the report will say it was. Without a fix, a pin or a choice it is the inside of the grid worked in last, or
   * of the person's own, with no accuracy: the wire wants a point, and method `grid` says how little it means.
   */
  const place = computed<DraftPlace | null>(() => {
    if (draft.place) return draft.place
    const grid = grids.value?.find((known) => known.properties.code === lastCode.value) ?? mine.value[0]
    if (!grid) return null
    return { method: 'grid', point: { type: 'Point', coordinates: innerPoint(grid) }, accuracy_m: null, grid: grid.properties.code }
  })
  const gridCode = computed(() => (place.value ? place.value.grid ?? gridAt(grids.value ?? [], place.value.point.coordinates)?.properties.code : null) ?? null)
  const missing = computed(() => whatIsMissing(draft, place.value, photos.value, (code) => clauses.value.get(code)?.clause))

  return {
    draft, finding, clause, photos, place, missing, fix, storageTrouble, grids, mine, clauses, edition, gridCode, saveNow,
    photosHere: computed(() => photosIn(photos.value, finding.value.id)),
    addFinding: () => {
      draft.findings.push(newFinding())
      draft.at_finding = draft.findings.length - 1
    },
    removeFinding: (index: number) => {
      const gone = draft.findings[index]
      for (const photo of gone ? photosIn(photos.value, gone.id) : []) void dropPhoto(photo.id)
      dropFinding(draft, index)
    },
    /** No more saving: the draft has become a report, or was dropped. */
    close: () => {
      done = true
      clearTimeout(timer)
    },
  }
}

export type Editing = ReturnType<typeof editDraft>
const KEY: InjectionKey<Editing> = Symbol('editing')

export function provideEditing(editing: Editing): Editing {
  provide(KEY, editing)
  return editing
}

export function useEditing(): Editing {
  const editing = inject(KEY)
  if (!editing) throw new Error('a step stands outside the editor')
  return editing
}
