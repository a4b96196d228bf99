import type { Feature, FeatureCollection } from 'geojson'
import { api } from '@/api/client'
import { vector } from './layers'
import { NOTHING, shapes, type LiveMap } from './canvas'
import { fromDrawn } from './shift'
import { tilesOf, type View } from './view'

/**
 * A basemap in GCJ-02 or BD-09 cannot be moved, and neither can finished tiles: so the shapes are moved instead. Grids
 * come as GeoJSON of the part in view; points and cells are read out of our tiles, which are loaded but not drawn. All
 * of it is drawn from sources `…-shown`, moved by some hundred metres at most, in nobody's way of measuring.
 */
export function drawShifted(live: LiveMap, view: View): void {
  const { map } = live
  live.add({ 'grids-shown': shapes({ promoteId: 'code' }) }, [])
  if (view.sheet !== 'grids') {
    const unseen = view.sheet === 'heat' ? 'heat' : 'orders'
    live.add({ [unseen]: vector(tilesOf(unseen, view)), [`${unseen}-shown`]: shapes() }, [
      { id: `${unseen}-unseen`, type: 'circle', source: unseen, 'source-layer': unseen, paint: { 'circle-opacity': 0, 'circle-radius': 1 } },
    ])
  }
  if (!watched.has(map)) {
    map.on('moveend', () => void grids(live))
    map.on('sourcedata', ({ sourceId, isSourceLoaded }) => {
      if (isSourceLoaded && (sourceId === 'orders' || sourceId === 'heat')) live.put(`${sourceId}-shown`, fromTiles(live, sourceId))
    })
  }
  watched.set(map, view)
  void grids(live)
}

const watched = new WeakMap<object, View>()

async function grids(live: LiveMap): Promise<void> {
  const bounds = live.map.getBounds()
  const [west, south] = fromDrawn([bounds.getWest(), bounds.getSouth()], live.datum)
  const [east, north] = fromDrawn([bounds.getEast(), bounds.getNorth()], live.datum)
  const { data } = await api.GET('/api/v1/grids', { params: { query: { bbox: [west, south, east, north].join(',') } } }).catch(() => ({ data: undefined }))
  if (data && live.map.getSource('grids-shown')) live.put('grids-shown', data as unknown as FeatureCollection)
}

/** Each feature once, whatever number of tiles it lies in; as plain data, for decoded ones cannot be handed to a worker. */
function fromTiles({ map }: LiveMap, name: string): FeatureCollection {
  const found = map.querySourceFeatures(name, { sourceLayer: name }).map(({ geometry, properties }) => JSON.stringify({ type: 'Feature', geometry, properties }))
  return { ...NOTHING, features: [...new Set(found)].map((text) => JSON.parse(text) as Feature) }
}
