import { api } from '@/api/client'
import type { Assignment, Duty } from './wire'

const PAGE = 100

export const readHoles = async (on: string, after: string | null = null) =>
  (await api.GET('/api/v1/assignments/holes', { params: { query: { on, limit: PAGE, ...(after ? { after } : {}) } } })).data!
/** Everybody with a duty there now or later; ended ones only as of their day. */
export const readDuties = async (grid: string) => (await api.GET('/api/v1/assignments', { params: { query: { grid, limit: PAGE } } })).data!.items
export const findPeople = async (q: string, duty: Duty) =>
  (await api.GET('/api/v1/assignments/people', { params: { query: { role: duty === 'captain' ? 'captain' : 'worker', limit: 20, ...(q ? { q } : {}) } } })).data!.items

export interface NewDuty { grid: string; person: string; duty: Duty; valid_from: string; valid_to: string | null }
/** `id` is made by the caller, so that a lost answer does not assign twice. */
export const assign = (id: string, body: NewDuty) => api.PUT('/api/v1/assignments/{assignment_id}', { params: { path: { assignment_id: id } }, body })
export const endDuty = (id: string, on: string) => api.DELETE('/api/v1/assignments/{assignment_id}', { params: { path: { assignment_id: id }, query: { on } } })

/** Somebody new from a day on in place of the one before; where that fails, the one before goes on. */
export async function replace(before: Assignment, id: string, duty: NewDuty): Promise<true> {
  await endDuty(before.id, duty.valid_from)
  try {
    await assign(id, duty)
  } catch (error) {
    await assign(before.id, { grid: before.grid.code, person: before.person.id, duty: before.duty, valid_from: before.valid_from, valid_to: before.valid_to })
    throw error
  }
  return true
}

/** Who stands in the way of another one: of lead and captain there is one at a time. */
export function holderOf(duty: Duty, assignments: Assignment[]): Assignment | null {
  return duty === 'member' ? null : (assignments.find((each) => each.duty === duty && each.valid_to === null) ?? null)
}

export const DUTIES: Duty[] = ['lead', 'member', 'captain']

/** Lead, members, captain, each from the earliest; who is still to come stands behind. */
export function byDuty(assignments: Assignment[]): [Duty, Assignment[]][] {
  return DUTIES.map((duty) => [duty, assignments.filter((each) => each.duty === duty).sort((a, b) => a.valid_from.localeCompare(b.valid_from))])
}
