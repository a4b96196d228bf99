import { ask } from './ask'
import { sendFile } from './upload'
import type { Draft, DraftPage, DraftStep, Moves, Paged, Shape, Shapes } from './wire'

const MOST_PAGES = 50

export const readDrafts = () => ask<Paged<Draft>>('GET', '/grids/drafts')

/** The draft with every fault, however many pages they fill. */
export async function readDraft(id: string): Promise<DraftPage> {
  const first = await ask<DraftPage>('GET', `/grids/drafts/${id}`)
  const faults = [...first.faults]
  for (let page = 1, next = first.next; next && page < MOST_PAGES; page++) {
    const more: DraftPage = await ask<DraftPage>('GET', `/grids/drafts/${id}`, { after: next })
    faults.push(...more.faults)
    next = more.next
  }
  return { ...first, faults, next: null }
}

/** The draft's grids as they are drawn now. */
export async function readRows(id: string): Promise<Shapes> {
  const features: Shape[] = []
  let after: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const found: Shapes & { next?: string | null } = await ask('GET', `/grids/drafts/${id}/features`, { after })
    features.push(...(found.features as Shape[]))
    after = found.next ?? null
    if (!after) break
  }
  return { type: 'FeatureCollection', features: features as Shapes['features'] }
}

export const readFaultShapes = (id: string) => ask<Shapes>('GET', `/grids/drafts/${id}/faults.geojson`)
export const readMoves = (draft: string) => ask<Moves>('GET', '/divisions/preview', { draft })

/** Each step has an id of its own, so that one sent twice is taken once. */
export const takeStep = (id: string, step: DraftStep, fault?: number) =>
  ask<unknown>('POST', `/grids/drafts/${id}/steps`, {}, { id: crypto.randomUUID(), step, ...(fault === undefined ? {} : { fault }) })

export interface Wanted { area: string; valid_from: string; datum: string }

export const sendDraft = (file: File, { area, valid_from, datum }: Wanted, progressed: (sent: number) => void) =>
  sendFile<Draft>('/grids/drafts', { area, valid_from, filename: file.name, ...(datum ? { datum } : {}) }, file, progressed)
