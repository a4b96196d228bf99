import type { PhotoKind, Point } from '@/api/types'
import type { StoredPhoto } from './database'
import { evidenceOf } from './evidence'
import { shrink } from './shrink'

/** More than this the server does not take, and a phone can hardly decode. */
const LARGEST_FILE = 20 * 1024 * 1024
const LARGEST_TO_SHRINK = 60 * 1024 * 1024

/** Why a file cannot become a photo; each has its sentence in locales/<language>/reports.ts. */
export class PhotoRefused extends Error {
  constructor(readonly reason: 'empty' | 'not_a_picture' | 'too_large') {
    super(reason)
  }
}

export interface Taken {
  file: File
  owner: string
  report: string
  finding: string
  kind: PhotoKind
  /** The phone's clock and place if the camera took it just now; null from the gallery. */
  fromCamera: { now: Date; place: Point | null } | null
}

/** A photo ready to be kept: light, hashed, with its evidence. Rejects with `PhotoRefused`. */
export async function preparePhoto({ file, owner, report, finding, kind, fromCamera }: Taken): Promise<StoredPhoto> {
  if (file.size === 0) throw new PhotoRefused('empty')
  if (!looksLikePicture(file)) throw new PhotoRefused('not_a_picture')
  if (file.size > LARGEST_TO_SHRINK) throw new PhotoRefused('too_large')
  const evidence = await evidenceOf(file, fromCamera)
  const blob = await shrink(file)
  if (blob.size > LARGEST_FILE) throw new PhotoRefused('too_large')
  if (blob === file && !(await startsLikePicture(file))) throw new PhotoRefused('not_a_picture')
  // A file of the gallery is only lent to the page; its bytes are copied so that they outlive the album.
  const bytes = await blob.arrayBuffer()
  const media_type = blob.type || 'image/jpeg'
  return {
    ...evidence, id: crypto.randomUUID(), owner, report, finding, kind, added_at: Date.now(), sha256: await sha256(bytes),
    blob: new Blob([bytes], { type: media_type }), bytes: bytes.byteLength, media_type, upload_url: null,
  }
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function looksLikePicture(file: File): boolean {
  return file.type === '' ? /\.(jpe?g|png|webp|hei[cf])$/i.test(file.name) : file.type.startsWith('image/')
}

/** Undecodable here, so at least its first bytes must be those of a JPEG, PNG, WebP or HEIC: a renamed video is none. */
async function startsLikePicture(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer())
  const text = String.fromCharCode(...head)
  return (head[0] === 0xff && head[1] === 0xd8) || text.startsWith('\x89PNG') || (text.startsWith('RIFF') && text.slice(8) === 'WEBP')
    || (text.slice(4, 8) === 'ftyp' && /^(heic|heix|hevc|mif1|msf1|heim|avif)/.test(text.slice(8)))
}
