const MOST = 50

/** Every page from the first to the last, at most MOST of them. */
export async function everyPage<P extends { next: string | null }>(read: (after: string | null) => Promise<P>): Promise<P[]> {
  const pages: P[] = []
  for (let after: string | null = null; pages.length < MOST;) {
    const page = await read(after)
    pages.push(page)
    after = page.next
    if (!after) break
  }
  return pages
}
