import { ask } from './ask'
import type { Assignment, Duty, Hole, Paged } from './wire'

export const readHoles = (on: string) => ask<Paged<Hole>>('GET', '/assignments/holes', { on })
export const readDuties = async (grid: string, on: string) => (await ask<Paged<Assignment>>('GET', '/assignments', { grid, on })).items
export interface Somebody { id: string; name: string; role: string }
export const findPeople = async (q: string, duty: Duty) => (await ask<Paged<Somebody>>('GET', '/assignments/people', { q, duty })).items

export interface NewDuty { grid: string; person: string; duty: Duty; valid_from: string; valid_to: string | null }
/** `id` is made here, so that an answer that was lost does not assign twice. */
export const assign = (id: string, { grid, person, ...rest }: NewDuty) => ask<Assignment>('PUT', `/assignments/${id}`, {}, { grid, person_id: person, ...rest })
export const endDuty = (id: string, on: string) => ask<unknown>('DELETE', `/assignments/${id}`, { on })

export const DUTIES: Duty[] = ['lead', 'member', 'captain']

/** Lead, members, captain, each from the earliest; who is still to come stands behind. */
export function byDuty(assignments: Assignment[]): [Duty, Assignment[]][] {
  return DUTIES.map((duty) => [duty, assignments.filter((each) => each.duty === duty).sort((a, b) => a.valid_from.localeCompare(b.valid_from))])
}
