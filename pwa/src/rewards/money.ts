/** 1050 → ¥10.50; always two digits behind the point, so that rows stand under each other. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const whole = Math.floor(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${sign}¥${String(whole).replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
}

/** The month of that moment in China, as the ledger writes it: 2026-11. */
export function monthOf(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 7) // China keeps UTC+8 all year
}

/** 2026-11 → 2026年11月. */
export function spokenMonth(month: string, language: string): string {
  const written = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return written.format(new Date(`${month}-15T00:00:00Z`))
}

interface Counted { kind: string; amount_fen: number }

/** What rows earn together. Payments are the same money on its way out and earn nothing. */
export function earned(rows: Counted[]): number {
  return rows.filter(({ kind }) => kind !== 'paid' && kind !== 'bounced').reduce((sum, { amount_fen }) => sum + amount_fen, 0)
}
