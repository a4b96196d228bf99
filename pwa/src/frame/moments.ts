const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ZONE = 'Asia/Shanghai'

type Say = (key: string, named?: Record<string, unknown>) => string

/** The whole moment, for who wants it exactly: 2026年11月22日 16:20. */
export function exactMoment(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: ZONE,
  }).format(new Date(moment))
}

/** As people say it: 刚刚, 12 分钟前, 今天 09:10, 昨天 16:20, 11月20日 16:20. */
export function spokenMoment(moment: string, t: Say, language: string, now = new Date()): string {
  const then = new Date(moment)
  const past = now.getTime() - then.getTime()
  if (past >= 0 && past < MINUTE) return t('frame.moments.now')
  if (past >= 0 && past < HOUR) return t('frame.moments.minutes', { n: Math.floor(past / MINUTE) })
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: ZONE }).format(then)
  const days = dayNumber(now) - dayNumber(then)
  if (days === 0) return t('frame.moments.today', { time })
  if (days === 1) return t('frame.moments.yesterday', { time })
  if (days === -1) return t('frame.moments.tomorrow', { time })
  const sameYear = yearOf(now) === yearOf(then)
  const date = new Intl.DateTimeFormat(language, {
    ...(sameYear ? {} : { year: 'numeric' }), month: 'short', day: 'numeric', timeZone: ZONE,
  }).format(then)
  return `${date} ${time}`
}

/** 还剩 3 小时 / 已超 2 天: how far away a limit is, rounded down. */
export function spokenRemaining(limit: string, t: Say, now = new Date()): string {
  const left = new Date(limit).getTime() - now.getTime()
  const key = left >= 0 ? 'frame.moments.left' : 'frame.moments.over'
  const span = Math.abs(left)
  if (span < HOUR) return t(`${key}_minutes`, { n: Math.max(1, Math.floor(span / MINUTE)) })
  if (span < 48 * HOUR) return t(`${key}_hours`, { n: Math.floor(span / HOUR) })
  return t(`${key}_days`, { n: Math.floor(span / (24 * HOUR)) })
}

function dayNumber(moment: Date): number {
  return Math.floor((moment.getTime() + 8 * HOUR) / (24 * HOUR)) // China keeps UTC+8 all year
}

function yearOf(moment: Date): number {
  return new Date(moment.getTime() + 8 * HOUR).getUTCFullYear()
}
