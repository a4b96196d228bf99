import type { Order, OrderPage } from '@/api/orders'
import { keep, keptOnly } from '@/offline/kept'

const MOST = 30
const PAGES = 'orders/pages'
const DESK = 'orders/list'

/** What this person read last of orders, to look at again without a network. Sensitive matters are never kept. */
export async function keptPage(owner: string, code: string): Promise<OrderPage | undefined> {
  return (await pages(owner)).find((page) => page.code === code)
}

export async function keepPage(owner: string, page: OrderPage): Promise<void> {
  const others = (await pages(owner)).filter((other) => other.code !== page.code)
  await keep(PAGES, owner, page.sensitive ? others : [page, ...others].slice(0, MOST)).catch(() => undefined)
}

export async function keptList(owner: string, view: string): Promise<Order[] | undefined> {
  return keptOnly<Order[]>(`${DESK}/${view}`, owner).catch(() => undefined)
}

export async function keepList(owner: string, view: string, items: Order[]): Promise<void> {
  await keep(`${DESK}/${view}`, owner, items.filter((order) => !order.sensitive)).catch(() => undefined)
}

async function pages(owner: string): Promise<OrderPage[]> {
  return (await keptOnly<OrderPage[]>(PAGES, owner).catch(() => undefined)) ?? []
}
