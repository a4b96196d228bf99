import type { Checklist } from '@/api/types'
import type { Content } from './wire'
import fields from './clause-fields.json'

/** The clause's own texts: how long each may be at most (the server's figures) and an example. */
export interface TextField { key: TextKey; most: number; example: string; long?: boolean; needed?: boolean; list?: boolean }
export type TextKey = 'title' | 'help' | 'counts' | 'counts_not' | 'at_once' | 'on_the_spot' | 'level_reason' | 'nicknames'
export const TEXTS = fields as TextField[]

export const LEVELS = ['N', 'L', 'M'] as const
export const PAYS = ['yes', 'no', 'settled'] as const
export const UNITS = ['urgent_minute', 'urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const
export const PHOTOS = ['near', 'far', 'reference', 'before', 'after'] as const
export const FLAGS = ['P', 'F', 'S', 'T', 'H', 'A'] as const

export interface Length { amount: string; unit: (typeof UNITS)[number] }

/** What stands in the form for a clause that is to enter. Texts as typed; nicknames parted by 、. */
export interface Entered {
  texts: Record<TextKey, string>
  lead: string
  support: string[]
  level: (typeof LEVELS)[number]
  respond: Length
  handle: Length
  contact_every: Length
  photos: Record<(typeof PHOTOS)[number], number>
  flags: (typeof FLAGS)[number][]
  pays: (typeof PAYS)[number]
  tariff: string
}

export function blank(): Entered {
  return {
    texts: { title: '', help: '', counts: '', counts_not: '', at_once: '', on_the_spot: '', level_reason: '', nicknames: '' },
    lead: '', support: [], level: 'N', respond: { amount: '1', unit: 'work_day' }, handle: { amount: '5', unit: 'work_day' },
    contact_every: { amount: '', unit: 'natural_day' }, photos: { near: 0, far: 0, reference: 0, before: 0, after: 0 }, flags: [], pays: 'no', tariff: '',
  }
}

/** As the clause's file says it; what is empty is left out. */
export function contentOf(entered: Entered): Content {
  const { nicknames, ...texts } = entered.texts
  const written: Content = {
    ...Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.trim()])),
    nicknames: nicknames.split(/[、，,；;\n]/).map((one) => one.trim()).filter(Boolean),
    lead: entered.lead, support: entered.support.filter((code) => code !== entered.lead), level: entered.level,
    respond: asWritten(entered.respond), handle: asWritten(entered.handle), contact_every: asWritten(entered.contact_every),
    photos: PHOTOS.filter((kind) => entered.photos[kind] > 0).map((kind) => `${kind} ${entered.photos[kind]}`),
    flags: FLAGS.filter((flag) => entered.flags.includes(flag)), pays: entered.pays, tariff: entered.tariff.trim(),
  }
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value.length))
}

const asWritten = ({ amount, unit }: Length) => (String(amount).trim() ? `${String(amount).trim()} ${unit}` : '')

/** The form for a content that was sent before, to be amended. */
export function enteredFrom(content: Record<string, unknown>): Entered {
  const made = blank()
  const text = (key: string) => (typeof content[key] === 'string' ? content[key] : '')
  const list = (key: string) => (Array.isArray(content[key]) ? content[key].map(String) : [])
  for (const { key, list: many } of TEXTS) made.texts[key] = many ? list(key).join('、') : text(key)
  for (const key of ['respond', 'handle', 'contact_every'] as const) {
    const [amount = '', unit = ''] = text(key).split(' ')
    if (amount) made[key] = { amount, unit: UNITS.find((one) => one === unit) ?? made[key].unit }
  }
  for (const need of list('photos')) {
    const [kind, least] = need.split(' ')
    const known = PHOTOS.find((one) => one === kind)
    if (known) made.photos[known] = Number(least) || 0
  }
  return {
    ...made, lead: text('lead'), support: list('support'), tariff: text('tariff'),
    level: LEVELS.find((one) => one === content.level) ?? made.level, pays: PAYS.find((one) => one === content.pays) ?? made.pays,
    flags: FLAGS.filter((flag) => list('flags').includes(flag)),
  }
}

/** The units that lead or support anywhere on the list, by title. */
export function unitsOf(checklist: Checklist): { code: string; title: string }[] {
  const units = new Map(checklist.items.flatMap((item) => item.clauses.flatMap((clause) => [clause.lead, ...clause.support])).map((unit) => [unit.code, unit.title]))
  return [...units].map(([code, title]) => ({ code, title })).sort((a, b) => a.title.localeCompare(b.title, 'zh-CN'))
}
