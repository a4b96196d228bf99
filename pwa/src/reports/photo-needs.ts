import type { Clause, PhotoKind } from '@/api/types'
import type { StoredPhoto } from '@/offline/database'

const ON_SPOT: PhotoKind[] = ['before', 'after']

/** The kinds a clause asks for, each as often as it is needed; settled on the spot it is before and after. */
export function neededKinds(clause: Pick<Clause, 'flags' | 'photos'> | undefined, onSpot: boolean): PhotoKind[] {
  if (!clause?.flags.includes('P') || clause.flags.includes('T')) return []
  if (onSpot && clause.flags.includes('F')) return ON_SPOT
  const needs = clause.photos.filter(({ kind }) => !ON_SPOT.includes(kind))
  return needs.length ? needs.flatMap(({ kind, least }) => Array.from({ length: least }, () => kind)) : ['near']
}

/** Those of them that no picture fills yet, in their order. */
export function openKinds(needed: PhotoKind[], photos: StoredPhoto[]): PhotoKind[] {
  const there = photos.map((photo) => photo.kind)
  return needed.filter((kind) => {
    const at = there.indexOf(kind)
    if (at >= 0) there.splice(at, 1)
    return at < 0
  })
}
