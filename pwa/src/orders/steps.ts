import type { OpenStep } from '@/api/orders'

/** Steps that lead a matter on, most likely first. Only which button is the big one; what may be done the server says. */
const AHEAD = ['verify', 'accept', 'dispatch', 'sign', 'result', 'check', 'close', 'supplement']

/** True where one of the open steps leads the matter on: then it waits for this person. */
export function leadsOn(open: { code: string }[]): boolean {
  return open.some(({ code }) => AHEAD.includes(code))
}

/** The big button's step and the others, in the server's order. */
export function mainAndOthers(open: OpenStep[]): { main: OpenStep | null; others: OpenStep[] } {
  const main = AHEAD.map((code) => open.find((step) => step.code === code)).find((step) => step) ?? (open.length === 1 ? open[0]! : null)
  return { main, others: open.filter((step) => step !== main) }
}
