import { addProtocol, type LayerSpecification } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import { tone, type Base } from './basemap'
import type { Colours } from './colours'

interface About { vector_layers?: { id: string }[] }

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

/** The base from one PMTiles file, read by range requests: its pictures, or its shapes drawn in our colours. */
export async function baseFrom(url: string, colours: Colours): Promise<Base> {
  const address = new URL(url, location.origin).href
  const file = new PMTiles(address)
  protocol.add(file)
  const { tileType } = await file.getHeader()
  const source = `pmtiles://${address}`
  if (tileType !== TileType.Mvt && tileType !== TileType.Mlt) {
    return {
      sources: { base: { type: 'raster', url: source, tileSize: 256 } },
      layers: [{ id: 'base', type: 'raster', source: 'base', paint: tone(colours) }],
    }
  }
  const about = (await file.getMetadata()) as About
  return {
    sources: { base: { type: 'vector', url: source, ...(tileType === TileType.Mlt ? { encoding: 'mlt' as const } : {}) } },
    layers: (about.vector_layers ?? []).flatMap(({ id }) => drawn(id, colours)),
  }
}

/** One layer of a vector basemap, by what its name says: water, roads, buildings, else quiet ground. */
export function drawn(id: string, colours: Colours): LayerSpecification[] {
  const water = /water|ocean|river|水/i.test(id)
  const road = /road|transport|street|rail|路/i.test(id)
  if (/label|name|place|poi|address|boundar/i.test(id)) return [label(id, colours)]
  const fill = water ? colours.water : /build|房/i.test(id) ? colours.line : colours.ground
  const common = { source: 'base', 'source-layer': id }
  return [
    { id: `base-${id}`, type: 'fill', ...common, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': fill, 'fill-opacity': 0.7 } },
    {
      id: `base-${id}-line`, type: 'line', ...common, filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': water ? colours.water : colours.line, 'line-width': road ? ['interpolate', ['linear'], ['zoom'], 10, 0.5, 16, 4] : 1 },
    },
  ]
}

function label(id: string, colours: Colours): LayerSpecification {
  return {
    id: `base-${id}`, type: 'symbol', source: 'base', 'source-layer': id, filter: ['==', ['geometry-type'], 'Point'],
    layout: { 'text-field': ['coalesce', ['get', 'name:zh'], ['get', 'name']], 'text-size': 11, 'text-font': ['sans-serif'] },
    paint: { 'text-color': colours.quiet, 'text-halo-color': colours.surface, 'text-halo-width': 1 },
  }
}
