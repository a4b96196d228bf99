import type { Order, RoadStep } from '@/api/orders'

type Say = (key: string, named?: Record<string, unknown>) => string

/** One point of the line. `now`: not a step but where it stands and who must act. */
export interface RoadPoint {
  key: string
  title: string
  /** The state it led to, where that says more than the step's own name. */
  led_to: string
  who: string
  at: string
  words: string[]
  changes: RoadStep['changes']
  photos: RoadStep['photos']
  turn: 'ahead' | 'back' | 'end'
  now: boolean
}

const BACK = new Set(['returned'])
const ENDS = new Set(['closed', 'archived', 'declined', 'merged', 'void', 'withdrawn'])
const BACKWARDS = new Set(['refuse', 'rework', 'return'])

/** The steps as a person reads them, oldest first, and at the end where it stands now unless it is over. */
export function roadPoints(order: Pick<Order, 'state' | 'state_title' | 'state_since' | 'desk' | 'desk_title'>, road: RoadStep[], t: Say): RoadPoint[] {
  const points = [...road].sort((a, b) => a.seq - b.seq).map((step) => pointOf(step, t))
  if (order.desk === '') return points
  return [...points, {
    key: 'now', title: order.state_title, led_to: '', who: t('orders.road.waits_for', { who: order.desk_title }), at: order.state_since,
    words: [], changes: [], photos: [], turn: 'ahead', now: true,
  }]
}

function pointOf(step: RoadStep, t: Say): RoadPoint {
  const words = [step.how?.title, step.reason?.title, step.note?.trim()].filter((text): text is string => !!text)
  if (step.erased) words.push(t('orders.road.erased'))
  return {
    key: String(step.seq), title: step.title, led_to: step.from === step.to ? '' : step.to_title, who: whoOf(step, t), at: step.at,
    words, changes: step.changes, photos: step.photos, turn: turnOf(step), now: false,
  }
}

/** 网格长 王* · 代; the reader's own steps say 我. */
export function whoOf({ who, deputy }: Pick<RoadStep, 'who' | 'deputy'>, t: Say): string {
  const name = who.me ? t('orders.road.me') : who.name
  const office = who.unit ?? who.role
  return [name ? `${office} ${name}` : office, deputy ? t('orders.road.deputy') : ''].filter(Boolean).join(' · ')
}

function turnOf(step: RoadStep): RoadPoint['turn'] {
  if (ENDS.has(step.to)) return 'end'
  return BACK.has(step.to) || BACKWARDS.has(step.step) ? 'back' : 'ahead'
}

/** Pictures before and after the handling, for a comparison; the rest stand by themselves. */
export function pairsOf<T extends { sha256: string; kind: string }>(found: T[], later: T[]): { before: T[]; after: T[]; others: T[] } {
  const seen = new Set<string>()
  const once = (photos: T[]) => photos.filter(({ sha256 }) => !seen.has(sha256) && !!seen.add(sha256))
  const all = once([...found, ...later])
  const after = all.filter(({ kind }) => kind === 'after')
  const marked = all.filter(({ kind }) => kind === 'before')
  // Without a picture marked "before", what was found is what it looked like before.
  const before = marked.length || !after.length ? marked : all.filter((photo) => found.includes(photo) && photo.kind !== 'after')
  return { before, after, others: all.filter((photo) => !before.includes(photo) && !after.includes(photo)) }
}
