import { problemFrom, Unreachable } from '@/api/problems'
import { API } from '@/api/wire'

export interface Wanted { on: string; format: 'gpkg' | 'geojson'; area: string }

/** The file and the name the server gave it. Rejects with `Problem` or `Unreachable`. */
export async function fetchExport({ on, format, area }: Wanted): Promise<{ name: string; file: Blob }> {
  const asked = new URLSearchParams({ on, format, ...(area ? { area } : {}) })
  let response: Response
  try {
    response = await fetch(`${API}/grids/export?${asked}`, { credentials: 'same-origin' })
    if (response.ok) return { name: nameIn(response.headers.get('Content-Disposition')) ?? `grids-${on}.${format}`, file: await response.blob() }
  } catch (error) {
    throw new Unreachable(error)
  }
  throw await problemFrom(response)
}

/** The file name in a `Content-Disposition`; the UTF-8 form goes before the plain one. */
export function nameIn(header: string | null): string | null {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  const plain = /filename="?([^";]+)"?/i.exec(header ?? '')?.[1]
  return coded ? decodeURIComponent(coded) : (plain ?? null)
}

export function saveFile(name: string, file: Blob): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
