import { api } from '@/api/client'
import { everyPage } from './pages'
import { sendFile } from './upload'
import type { Draft, DraftPage, DraftStep, Fault, Shapes } from './wire'

const PAGE = 100

export const readDrafts = async (after: string | null = null) =>
  (await api.GET('/api/v1/grids/drafts', { params: { query: { limit: PAGE, ...(after ? { after } : {}) } } })).data!

/** The draft with every fault, however many pages they fill. */
export async function readDraft(id: string): Promise<DraftPage> {
  const pages = await everyPage(async (after) =>
    (await api.GET('/api/v1/grids/drafts/{draft_id}', { params: { path: { draft_id: id }, query: { limit: PAGE, ...(after ? { after } : {}) } } })).data!)
  const { draft, summary } = pages.at(-1)!
  return { draft, summary, faults: pages.flatMap(({ faults }) => faults as Fault[]) }
}

/** The draft's grids as they are drawn now. */
export async function readRows(id: string): Promise<Shapes> {
  const pages = await everyPage(async (after) =>
    (await api.GET('/api/v1/grids/drafts/{draft_id}/features', { params: { path: { draft_id: id }, query: { limit: 1000, ...(after ? { after } : {}) } } })).data!)
  return { type: 'FeatureCollection', features: pages.flatMap(({ features }) => features) as unknown as Shapes['features'] }
}

export const readFaultShapes = async (id: string) =>
  (await api.GET('/api/v1/grids/drafts/{draft_id}/faults.geojson', { params: { path: { draft_id: id } } })).data as unknown as Shapes

/** The grids that a repair would change, as they would be. */
export const readRepair = async (id: string, fault: number) =>
  (await api.GET('/api/v1/grids/drafts/{draft_id}/faults/{fault_id}/repair.geojson', { params: { path: { draft_id: id, fault_id: fault } } })).data as unknown as Shapes

export const readMoves = async (draft: string) => (await api.GET('/api/v1/divisions/preview', { params: { query: { draft } } })).data!

/** Each step has an id of its own, so that one sent twice is taken once. */
export const takeStep = (id: string, step: DraftStep, fault: number | null = null) =>
  api.POST('/api/v1/grids/drafts/{draft_id}/steps', { params: { path: { draft_id: id } }, body: { id: crypto.randomUUID(), step, fault } })

/** How the file is to be read; what is empty the file itself says. */
export interface Wanted { area: string; valid_from: string; datum: string; crs: string; encoding: string; mapping: string }

export async function sendDraft(file: File, wanted: Wanted, progressed: (sent: number) => void): Promise<Draft> {
  const asked = Object.fromEntries(Object.entries({ ...wanted, filename: file.name }).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value))
  return (await sendFile<{ draft: Draft }>('/grids/drafts', asked, file, progressed)).draft
}
