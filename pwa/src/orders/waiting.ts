const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Say = (key: string, named?: Record<string, unknown>) => string

/** 刚到 · 已等 12 分钟 · 已等 3 小时 · 已等 2 天: how long something has stood where it is, rounded down. */
export function spokenWait(since: string, t: Say, now = new Date()): string {
  const span = now.getTime() - Date.parse(since)
  // A phone's clock may lag behind the server's.
  if (span < MINUTE) return t('orders.wait.now')
  if (span < HOUR) return t('orders.wait.minutes', { n: Math.floor(span / MINUTE) })
  if (span < 48 * HOUR) return t('orders.wait.hours', { n: Math.floor(span / HOUR) })
  return t('orders.wait.days', { n: Math.floor(span / DAY) })
}
