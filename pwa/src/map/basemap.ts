import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { freshOrKept } from '@/offline/kept'
import type { Colours } from './colours'
import type { Datum } from './shift'

/** What lies below the grids, as the county set it; null asks nobody. */
export interface Basemap {
  /** `pmtiles`: the file at `url`, of our own server; `raster`: `layers` of pictures, bottom first. */
  kind: 'pmtiles' | 'raster'
  url: string | null
  layers: { id: string; tiles: string[] }[]
  datum: Datum
  attribution: string
  /** 审图号: has to stand on every map that is shown to people in China. */
  approval: string | null
}

export interface Base {
  sources: Record<string, SourceSpecification>
  layers: LayerSpecification[]
}

/** The county's basemap; null, plain ground, where none is set or nobody can be asked. */
export async function readBasemap(owner: string): Promise<Basemap | null> {
  const answer = await freshOrKept<{ basemap: Basemap | null }>('/grids/basemap', owner).catch(() => null)
  return answer?.basemap ?? null
}

/** Sources and layers that go below ours. A PMTiles file is looked into first: it may hold pictures or shapes. */
export async function baseOf(basemap: Basemap | null, colours: Colours): Promise<Base> {
  if (basemap?.kind === 'raster') return pictures(basemap.layers, colours)
  if (basemap?.kind === 'pmtiles' && basemap.url) return (await import('./pmtiles')).baseFrom(basemap.url, colours)
  return { sources: {}, layers: [] }
}

/** Sheets of pictures, toned down in the dark so that they do not blind. */
export function pictures(sheets: Basemap['layers'], colours: Colours): Base {
  return {
    sources: Object.fromEntries(sheets.map(({ id, tiles }) => [`base-${id}`, { type: 'raster' as const, tiles, tileSize: 256, maxzoom: 18 }])),
    layers: sheets.map(({ id }) => ({ id: `base-${id}`, type: 'raster' as const, source: `base-${id}`, paint: tone(colours) })),
  }
}

export const tone = ({ dark }: Colours) => (dark ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : { 'raster-saturation': -0.3 })

/** The line below the map; empty where nobody has to be named. */
export function creditOf(basemap: Basemap | null): string {
  if (!basemap) return ''
  const { attribution, approval } = basemap
  return [attribution, approval && !attribution.includes(approval) ? approval : ''].filter(Boolean).join(' · ')
}
