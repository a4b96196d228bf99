import type { MapGeoJSONFeature } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { shapes, type LiveMap } from './canvas'
import { weightOf, type Figures } from './figures'
import { gridLayers, gridWords, heatLayers, nameLayer, orderLayers, townLayers, vector } from './layers'
import { drawShifted } from './shifted'
import { isShifted } from './shift'
import { tilesOf, type View } from './view'

export interface Touched {
  grid(code: string, name: string): void
  order(code: string): void
}

const OURS = /^(grids|orders|heat)/

/**
 * Shows the sheets of the view in place of those before: the grids always lie below. With `kept`, the grids that the
 * phone keeps, only those are shown and nothing is asked for.
 */
export function showSheets(live: LiveMap, view: View, touched: Touched, word: (n: string) => string, figures: Figures, kept: FeatureCollection | null): void {
  clear(live)
  const { map, colours } = live
  const shifted = isShifted(live.datum)
  const asShapes = shifted || kept !== null
  const withBase = map.getStyle().layers.some(({ id }) => id.startsWith('base'))
  const from = (name: string) => (asShapes ? { source: `${name}-shown` } : { source: name, 'source-layer': name })
  if (kept) {
    live.add({ 'grids-shown': shapes({ promoteId: 'code' }) }, [])
    live.put('grids-shown', kept)
  } else if (shifted) drawShifted(live, view)
  else live.add({ grids: vector(tilesOf('grids', view), { promoteId: { grids: 'code' } }) }, [])
  live.add({}, gridLayers(from('grids'), colours, withBase))
  if (!asShapes) live.add({}, townLayers({ source: 'grids', 'source-layer': 'towns' }, colours))
  if (view.sheet === 'grids') live.add({}, [nameLayer(from('grids'), colours, gridWords(figures, word))])
  else if (!kept) {
    if (!shifted) live.add({ [view.sheet]: vector(tilesOf(view.sheet, view)) }, [])
    live.add({}, view.sheet === 'orders' ? orderLayers(from('orders'), colours) : heatLayers(from('heat'), colours))
  }
  showOpen(live, figures, view.sheet === 'grids', asShapes)
  chooseGrid(live, view.grid)
  listen(live, view, touched)
}

/** Shades the grids by their open orders; on the other sheets the ground stays plain. */
function showOpen({ map }: LiveMap, figures: Figures, shaded: boolean, asShapes: boolean): void {
  if (!shaded) return
  const source = asShapes ? { source: 'grids-shown' } : { source: 'grids', sourceLayer: 'grids' }
  for (const [code, { open }] of Object.entries(figures)) map.setFeatureState({ ...source, id: code }, { open: weightOf(open) })
}

export function chooseGrid({ map }: LiveMap, code: string): void {
  if (map.getLayer('grids-chosen')) map.setFilter('grids-chosen', ['==', ['get', 'code'], code])
}

function clear({ map }: LiveMap): void {
  const { layers, sources } = map.getStyle()
  for (const { id } of layers) if (OURS.test(id)) map.removeLayer(id)
  for (const name of Object.keys(sources)) if (OURS.test(name)) map.removeSource(name)
}

const listening = new WeakMap<object, { view: View; touched: Touched }>()

function listen(live: LiveMap, view: View, touched: Touched): void {
  const { map } = live
  const first = !listening.has(map)
  listening.set(map, { view, touched })
  if (!first) return
  const at = (point: { x: number; y: number }): MapGeoJSONFeature | undefined => {
    const reach = 12 // a finger is wider than a dot
    const layers = ['orders-point', 'orders-cluster', 'grids-fill'].filter((id) => map.getLayer(id))
    const near = map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: layers.filter((id) => id !== 'grids-fill') })
    if (near[0]) return near[0]
    const below = map.queryRenderedFeatures([point.x, point.y], { layers: layers.filter((id) => id === 'grids-fill') })
    return below.find(({ properties }) => properties.kind === 'special') ?? below[0]
  }
  map.on('click', ({ point, lngLat }) => {
    const feature = at(point)
    const { touched: now } = listening.get(map)!
    if (!feature) return
    if (feature.layer.id === 'orders-point') now.order(String(feature.properties.code))
    else if (feature.layer.id === 'orders-cluster') map.easeTo({ center: lngLat, zoom: map.getZoom() + 2 })
    else now.grid(String(feature.properties.code), String(feature.properties.name))
  })
  map.on('mousemove', ({ point }) => { map.getCanvas().style.cursor = at(point) ? 'pointer' : '' })
}
