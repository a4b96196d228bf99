import type { FeatureCollection } from 'geojson'
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type LayerSpecification, type SourceSpecification } from 'maplibre-gl'
import workerAddress from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { baseOf, type Basemap } from './basemap'
import { coloursNow, type Colours } from './colours'
import { drawnCollection, toDrawn, type Datum } from './shift'

setWorkerUrl(workerAddress)

export type Bounds = [number, number, number, number]
export const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }
export const LOCAL_FONTS = 'system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** A map that is ready to show things, in the colours of the page and the datum of its basemap. */
export interface LiveMap {
  map: MapLibre
  datum: Datum
  colours: Colours
  /** Adds what is not there yet; layers come in the order given, above all before. */
  add(sources: Record<string, SourceSpecification>, layers: LayerSpecification[]): void
  /** Shows the collection (in WGS-84) in that source. */
  put(source: string, collection: FeatureCollection): void
  /** The lowest `covered` pixels stay free. */
  look(bounds: Bounds | null, maxZoom?: number, covered?: number): void
  /** Pans, where need be, until the middle of the bounds stands above the lowest `covered` pixels. */
  clear(bounds: Bounds | null, covered: number): void
  remove(): void
}

/** Rejects where there is no WebGL. Asks no host but our own unless the basemap names one. */
export async function openMap(frame: HTMLElement, basemap: Basemap | null): Promise<LiveMap> {
  const colours = coloursNow()
  const datum = basemap?.datum ?? 'wgs84'
  const base = await baseOf(basemap, colours).catch(() => ({ sources: {}, layers: [] })) // no basemap must not mean no map
  const map = new MapLibre({
    container: frame, attributionControl: false, localIdeographFontFamily: LOCAL_FONTS, fadeDuration: 0,
    center: toDrawn([120.46, 32.55], datum), zoom: 9, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    style: { version: 8, sources: base.sources, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': colours.ground } }, ...base.layers] },
  })
  map.touchZoomRotate.disableRotation()
  await new Promise<void>((resolve, reject) => {
    map.once('style.load', () => resolve())
    map.once('error', ({ error }) => (map.isStyleLoaded() ? resolve() : reject(error)))
  })
  return live(map, datum, colours)
}

function live(map: MapLibre, datum: Datum, colours: Colours): LiveMap {
  return {
    map, datum, colours,
    add(sources, layers) {
      for (const [name, source] of Object.entries(sources)) if (!map.getSource(name)) map.addSource(name, source)
      for (const layer of layers) if (!map.getLayer(layer.id)) map.addLayer(layer)
    },
    put(source, collection) {
      void (map.getSource(source) as GeoJSONSource | undefined)?.setData(drawnCollection(collection, datum))
    },
    look(bounds, maxZoom = 17, covered = 0) {
      if (!bounds) return
      const corners = [toDrawn([bounds[0], bounds[1]], datum), toDrawn([bounds[2], bounds[3]], datum)].flat() as Bounds
      const { width, height } = map.getContainer().getBoundingClientRect()
      const padding = Math.min(48, width / 8, (height - covered) / 8)
      map.fitBounds(corners, { padding: { top: padding, left: padding, right: padding, bottom: padding + covered }, maxZoom, duration: 300 })
    },
    clear(bounds, covered) {
      if (!bounds) return
      const { y } = map.project(toDrawn([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2], datum))
      const lowest = (map.getContainer().clientHeight - covered) / 2
      if (y > lowest) map.panBy([0, y - lowest], { duration: 200 })
    },
    remove: () => map.remove(),
  }
}

/** An empty source for shapes of our own. */
export const shapes = (more: Partial<Extract<SourceSpecification, { type: 'geojson' }>> = {}): SourceSpecification => ({ type: 'geojson', data: NOTHING, ...more })
