import type { Content } from './wire'
import { FLAGS, LEVELS, PAYS, PHOTOS, UNITS } from './content'

type Say = (key: string, named?: Record<string, unknown>) => string
const one = <T extends string>(all: readonly T[], value: string) => all.find((each) => each === value)

/** The order in which a proposal is read. */
const READ = ['help', 'counts', 'counts_not', 'at_once', 'on_the_spot', 'nicknames', 'lead', 'support', 'level', 'level_reason', 'respond', 'handle', 'contact_every', 'photos', 'flags', 'pays', 'tariff']

/** What a clause's file says, as people read it: word and value, only what is there. Keys that nobody knows stand last, as they are. */
export function spokenContent(content: Record<string, unknown>, unit: (code: string) => string, t: Say): { key: string; label: string; value: string }[] {
  const keys = [...READ.filter((key) => key in content), ...Object.keys(content).filter((key) => key !== 'title' && !READ.includes(key))]
  return keys.map((key) => ({ key, label: READ.includes(key) ? t(`admission.read.${key}`) : key, value: valueOf(key, content[key] as Content[string], unit, t) }))
}

function valueOf(key: string, value: unknown, unit: (code: string) => string, t: Say): string {
  const say = (part: string) => partOf(key, part, unit, t)
  if (Array.isArray(value)) return value.map((part) => say(String(part))).join('、')
  return typeof value === 'string' ? say(value) : Object.entries(value ?? {}).map(([name, code]) => `${name} ${String(code)}`).join('、')
}

function partOf(key: string, part: string, unit: (code: string) => string, t: Say): string {
  const [first = '', second = ''] = part.split(' ')
  if (key === 'lead' || key === 'support') return unit(part)
  if (key === 'level' && one(LEVELS, part)) return t(`orders.levels.${part}`)
  if (key === 'pays' && one(PAYS, part)) return t(`admission.form.pays_${part}`)
  if (key === 'flags' && one(FLAGS, part)) return t(`admission.form.flag_${part}`)
  if (key === 'photos' && one(PHOTOS, first)) return t('checklist.photo_least', { kind: t(`reports.kinds.${first}`), n: second })
  if (['respond', 'handle', 'contact_every'].includes(key) && one(UNITS, second)) return `${first} ${t(`admission.form.units.${second}`)}`
  return part
}
