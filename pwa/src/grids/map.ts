import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from 'maplibre-gl'
import workerAddress from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { GridFeature } from '@/api/types'
import { boundsOf } from './ground'

setWorkerUrl(workerAddress)

const METRES_PER_DEGREE = 111_320
const NOTHING = { type: 'FeatureCollection' as const, features: [] }

export interface DrawnMap {
  showGrids(grids: GridFeature[], focus: GridFeature[]): void
  showPoint(point: [number, number] | null, accuracy: number | null): void
  remove(): void
}

/** A map in `frame` that is ready to show things; rejects where there is no WebGL. Asks no host but our own. */
export async function drawMap(frame: HTMLElement, touched: (point: [number, number]) => void): Promise<DrawnMap> {
  const map = new MapLibre({
    container: frame, style: styleFrom(getComputedStyle(document.documentElement)), attributionControl: false,
    localIdeographFontFamily: 'system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
    center: [120.46, 32.55], zoom: 9, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
  })
  map.touchZoomRotate.disableRotation()
  await new Promise<void>((resolve, reject) => {
    map.once('load', () => resolve())
    map.once('error', ({ error }) => reject(error))
  })
  map.on('click', ({ lngLat }) => touched([lngLat.lng, lngLat.lat]))
  const source = (name: string) => map.getSource(name) as GeoJSONSource
  let focused = ''
  return {
    showGrids(grids, focus) {
      source('grids').setData({ type: 'FeatureCollection', features: grids as never })
      const bounds = boundsOf(focus.length ? focus : grids)
      if (bounds && String(bounds) !== focused) map.fitBounds(bounds, { padding: 24, animate: false, maxZoom: 17 })
      focused = String(bounds)
    },
    showPoint(point, accuracy) {
      source('point').setData(point ? { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: point } } : NOTHING)
      source('ring').setData(point && accuracy ? { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring(point, accuracy)] } } : NOTHING)
      if (point && !map.getBounds().contains(point)) map.easeTo({ center: point, duration: 300 })
    },
    remove: () => map.remove(),
  }
}

function styleFrom(tokens: CSSStyleDeclaration): StyleSpecification {
  const colour = (name: string) => tokens.getPropertyValue(name).trim()
  const mine = (yes: string, no: string): never => ['case', ['get', 'mine'], yes, no] as never
  return {
    version: 8,
    sources: Object.fromEntries(['grids', 'ring', 'point'].map((name) => [name, { type: 'geojson' as const, data: NOTHING }])),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--surface-sunk') } },
      { id: 'fill', type: 'fill', source: 'grids', paint: { 'fill-color': mine(colour('--primary-soft'), colour('--surface')), 'fill-opacity': 0.9 } },
      { id: 'line', type: 'line', source: 'grids', paint: { 'line-color': mine(colour('--primary'), colour('--line-strong')), 'line-width': ['case', ['get', 'mine'], 2.5, 1] } },
      {
        id: 'names', type: 'symbol', source: 'grids',
        layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-font': ['sans-serif'], 'text-max-width': 8, 'symbol-sort-key': ['case', ['get', 'mine'], 0, 1] },
        paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--surface'), 'text-halo-width': 1.5 },
      },
      { id: 'ring', type: 'fill', source: 'ring', paint: { 'fill-color': colour('--primary'), 'fill-opacity': 0.2, 'fill-outline-color': colour('--primary') } },
      { id: 'point', type: 'circle', source: 'point', paint: { 'circle-radius': 8, 'circle-color': colour('--late'), 'circle-stroke-color': colour('--surface'), 'circle-stroke-width': 3 } },
    ],
  }
}

/** A circle of `metres` around the point, as a closed ring. */
function ring([lon, lat]: [number, number], metres: number): [number, number][] {
  const reach = metres / METRES_PER_DEGREE
  return Array.from({ length: 49 }, (_, i) => {
    const angle = (i % 48) * (Math.PI / 24)
    return [lon + (reach * Math.cos(angle)) / Math.cos((lat * Math.PI) / 180), lat + reach * Math.sin(angle)]
  })
}
