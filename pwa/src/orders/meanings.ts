import type { Order, StateCode } from '@/api/orders'

export type Meaning = 'waiting' | 'in-hand' | 'done' | 'late' | 'quiet'

const MEANINGS: Record<StateCode, Meaning> = {
  to_verify: 'waiting', to_accept: 'waiting', accepted: 'waiting', dispatched: 'waiting', returned: 'waiting',
  in_hand: 'in-hand', to_check: 'in-hand', to_close: 'in-hand',
  closed: 'done', archived: 'done',
  declined: 'quiet', merged: 'quiet', void: 'quiet', withdrawn: 'quiet',
}

/** Which of the four meanings a state has; one that this version does not know yet is quiet. */
export function meaningOf(state: string): Meaning {
  return MEANINGS[state as StateCode] ?? 'quiet'
}

/** True once nobody has to act any more. */
export function isOver(order: Pick<Order, 'desk'>): boolean {
  return order.desk === ''
}

/** One sentence for an order: what was found, in the clause's words and the worker's. */
export function sentenceOf(order: Pick<Order, 'clause' | 'note'>): string {
  const note = order.note.trim()
  return note ? `${order.clause.title}：${note}` : order.clause.title
}

/** Where it is, from the wide to the narrow, without saying anything twice. */
export function placeOf(order: Pick<Order, 'grid' | 'village' | 'town' | 'premises'>): string {
  const names = [order.town?.name, order.village?.name, order.grid?.name].filter((name): name is string => !!name)
  const plain = names.filter((name, index) => !names.some((other, at) => at > index && other.startsWith(name)))
  return [plain.join(' '), order.premises?.trim()].filter(Boolean).join(' · ')
}
