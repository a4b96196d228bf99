/** A day as people write it: 2027年1月1日. */
export function spokenDay(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** Whether a version stands on a day: from its first day up to, not including, its last. */
export function standsOn({ valid_from, valid_to }: { valid_from: string; valid_to: string | null }, day: string): boolean {
  return valid_from <= day && (valid_to === null || valid_to > day)
}

/** `past`, `now` or `coming`, seen from that day. */
export function tenseOf(version: { valid_from: string; valid_to: string | null }, day: string): 'past' | 'now' | 'coming' {
  if (standsOn(version, day)) return 'now'
  return version.valid_from > day ? 'coming' : 'past'
}
