import { api } from '@/api/client'
import type { Admission, AdmissionState, Differences, Proposal, StepBody, Use, Wish } from './wire'

export const PERIODS = [30, 90, 365] as const
export type Period = (typeof PERIODS)[number]

export const readUse = async (days: Period): Promise<Use> => (await api.GET('/api/v1/checklists/use', { params: { query: { days } } })).data!

export const readEditions = async () => (await api.GET('/api/v1/checklists/editions')).data!
export const compareEditions = async (older: string, newer: string): Promise<Differences> =>
  (await api.GET('/api/v1/checklists/differences', { params: { query: { older, newer } } })).data!
export const activate = (wish: Wish) => api.POST('/api/v1/checklists/activations', { body: wish })

export const readAdmissions = async (state: AdmissionState | '', after: string | null) =>
  (await api.GET('/api/v1/admissions', { params: { query: { limit: 30, ...(state ? { state } : {}), ...(after ? { after } : {}) } } })).data!
const at = (id: string) => ({ params: { path: { request_id: id } } })
export const readAdmission = async (id: string): Promise<Admission> => (await api.GET('/api/v1/admissions/{request_id}', at(id))).data!
export const applyFor = async (id: string, proposal: Proposal): Promise<Admission> => (await api.POST('/api/v1/admissions', { body: { id, ...proposal } })).data!
export const takeStep = async (id: string, body: Pick<StepBody, 'id' | 'step'> & Partial<StepBody>): Promise<Admission> =>
  (await api.POST('/api/v1/admissions/{request_id}/steps', { ...at(id), body: { note: '', proposal: null, notice_from: null, notice_until: null, edition: null, ...body } })).data!
