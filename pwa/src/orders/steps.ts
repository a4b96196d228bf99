import type { OpenStep } from '@/api/orders'

/** Steps that lead a matter on, most likely first. Only which button is the big one; what may be done the server says. */
const AHEAD = ['verify', 'accept', 'dispatch', 'sign', 'result', 'check', 'close', 'supplement']

/**
 * True where one of the open steps leads the matter on: then it waits for this person. A returned matter waits for who
 * filed it, though a captain may supplement in that person's place.
 */
export function waitsForMe(order: { state: string; reporter: { mine: boolean }; steps_open: { code: string }[] }): boolean {
  if (order.state === 'returned' && !order.reporter.mine) return false
  return order.steps_open.some(({ code }) => AHEAD.includes(code))
}

/** The big button's step and the others, in the server's order. */
export function mainAndOthers(open: OpenStep[]): { main: OpenStep | null; others: OpenStep[] } {
  const main = AHEAD.map((code) => open.find((step) => step.code === code)).find((step) => step) ?? (open.length === 1 ? open[0]! : null)
  return { main, others: open.filter((step) => step !== main) }
}
