import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import type { EvidenceKey, OpenStep, OrderPage, StepBody } from '@/api/orders'
import { Problem } from '@/api/problems'
import { useLive } from '@/frame/live'
import { photosOf } from '@/offline/drafts'
import { uploadPhoto } from '@/offline/upload'
import { evidenceFrom, faultsByField, fieldsOf, missingIn, nothingEntered } from './evidence'
import { attemptFor, draftName, dropStepDraft, readStepDraft, writeStepDraft, type Attempt } from './step-draft'

const SAVE_AFTER_MS = 300

/** Photos on their way: how many of how many bytes. */
export interface Progress { sent: number; total: number }

/**
 * One step being prepared on one order: what is entered lies on the phone until the server has taken the step.
 * `taken` is told the order as it stands afterwards, `moved` that somebody else was there first.
 */
export function takeStep(order: Ref<OrderPage>, step: OpenStep, owner: string, tell: { taken: (page: OrderPage) => void; moved: () => void }) {
  const name = draftName(order.value.code, step.code)
  const entered = reactive(nothingEntered())
  const photos = useLive(() => photosOf(name))
  const progress = shallowRef<Progress | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const faults = ref<Partial<Record<string, string>>>({})
  const lacking = ref<EvidenceKey[]>([])
  let attempt: Attempt | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let done = false

  const opened = readStepDraft(owner, name).then((draft) => {
    if (step.code === 'dispatch' && order.value.proposed_unit) entered.unit = order.value.proposed_unit.unit.code
    if (draft) Object.assign(entered, draft.entered)
    attempt = draft?.attempt ?? null
  })
  const save = async () => {
    clearTimeout(timer)
    if (!done) await writeStepDraft(owner, name, { entered, attempt })
  }
  // What was said against it was said of what stood there before.
  const mended = () => {
    lacking.value = []
    faults.value = {}
    if (failure.value instanceof Problem) failure.value = null
  }
  watch(() => photos.value?.map(({ id, kind }) => id + kind).join(), (_now, before) => { if (before !== undefined) mended() })
  watch(entered, () => {
    mended()
    clearTimeout(timer)
    timer = setTimeout(() => void save(), SAVE_AFTER_MS)
  }, { deep: true })

  async function submit(): Promise<void> {
    const sorted = [...(photos.value ?? [])].sort((a, b) => a.added_at - b.added_at)
    const evidence = evidenceFrom(step, entered, sorted)
    lacking.value = missingIn(step, evidence)
    if (busy.value || lacking.value.length) return
    busy.value = true
    failure.value = null
    faults.value = {}
    try {
      attempt = attemptFor(attempt, step.code, evidence, order.value.version)
      await save()
      await sendPhotos(sorted)
      const body = { id: attempt.id, step: step.code, evidence: evidence as StepBody['evidence'], expected_version: order.value.version }
      const { data } = await api.POST('/api/v1/orders/{code}/steps', { params: { path: { code: order.value.code } }, body })
      done = true
      await dropStepDraft(owner, name)
      tell.taken(data as OrderPage)
    } catch (error) {
      refused(error)
    } finally {
      progress.value = null
      busy.value = false
    }
  }

  async function sendPhotos(sorted: NonNullable<typeof photos.value>): Promise<void> {
    if (!sorted.length) return
    const total = sorted.reduce((sum, photo) => sum + photo.bytes, 0)
    let before = 0
    progress.value = { sent: 0, total }
    for (const photo of sorted) {
      const { blob, sha256, media_type, bytes } = photo
      const progressed = (sent: number) => { progress.value = { sent: before + Math.min(sent, bytes), total } }
      await uploadPhoto({ blob, sha256, media_type, target: `order/${order.value.code}`, upload_url: null }, { progressed })
      progress.value = { sent: (before += bytes), total }
    }
  }

  function refused(error: unknown): void {
    if (error instanceof Problem) {
      faults.value = faultsByField(error.errors)
      if (error.code === 'step-differs') attempt = null
      if (['order-moved-on', 'step-differs', 'step-not-open'].includes(error.code)) tell.moved()
    }
    failure.value = error
  }

  return { entered, photos, progress, busy, failure, faults, lacking, opened, name, submit, save, fields: computed(() => fieldsOf(step)) }
}

export type Taking = ReturnType<typeof takeStep>
