import type { Point } from '@/api/types'

/** When and where a picture was taken, and who says so. */
export interface Evidence {
  taken_at: string | null
  place: Point | null
  evidence_from: 'exif' | 'device' | 'none'
}

/** The words stand near a picture's beginning; a weak phone need not hold all of it for them. */
const LOOKED_AT = 4 * 1024 * 1024

interface Tags {
  DateTimeOriginal?: string
  OffsetTimeOriginal?: string
  latitude?: number
  longitude?: number
}

/**
 * Reads the picture's own words before the canvas loses them. Without any, a picture from the camera just now is
 * vouched for by the phone's clock and place; one from the gallery by nobody.
 */
export async function evidenceOf(file: Blob, fromCamera: { now: Date; place: Point | null } | null): Promise<Evidence> {
  const tags = await tagsOf(file)
  const taken_at = tags && momentOf(tags.DateTimeOriginal, tags.OffsetTimeOriginal)
  if (taken_at) return { taken_at, place: placeOf(tags), evidence_from: 'exif' }
  if (fromCamera) return { taken_at: fromCamera.now.toISOString(), place: fromCamera.place, evidence_from: 'device' }
  return { taken_at: null, place: null, evidence_from: 'none' }
}

/** `2026:11:22 07:59:31` and `+08:00` → RFC 3339. A camera that names no offset is taken to stand in China. */
export function momentOf(written: string | undefined, offset: string | undefined): string | null {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(written ?? '')
  if (!found) return null
  const zone = /^[+-]\d\d:\d\d$/.test(offset ?? '') ? offset! : '+08:00'
  const moment = `${found[1]}-${found[2]}-${found[3]}T${found[4]}${zone}`
  return Number.isNaN(Date.parse(moment)) ? null : moment
}

function placeOf(tags: Tags): Point | null {
  const { longitude, latitude } = tags
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return null
  if (Math.abs(longitude!) > 180 || Math.abs(latitude!) > 90 || (longitude === 0 && latitude === 0)) return null
  return { type: 'Point', coordinates: [longitude!, latitude!] }
}

async function tagsOf(file: Blob): Promise<Tags | null> {
  try {
    const reader = await import('exifr/dist/lite.esm.mjs')
    // Dates stay as written: the reader would put them into this phone's zone.
    return ((await reader.parse(await file.slice(0, LOOKED_AT).arrayBuffer(), { exif: true, gps: true, reviveValues: false })) as Tags | undefined) ?? null
  } catch {
    return null // no EXIF, or not a picture: decided elsewhere
  }
}
