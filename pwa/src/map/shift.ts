import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { fromWgs84, toWgs84, type Datum as PlaceDatum } from '@/grids/datum'

/** In which datum a basemap is drawn. 天地图 is CGCS2000, decimetres from WGS-84; 高德 is GCJ-02, 百度 BD-09. */
export type Datum = PlaceDatum | 'cgcs2000'

/** True where our features have to be moved before they fit the basemap: its tiles cannot be. */
export function isShifted(datum: Datum): datum is 'gcj02' | 'bd09' {
  return datum === 'gcj02' || datum === 'bd09'
}

/** From WGS-84 to where the basemap shows the place. */
export function toDrawn([lon, lat]: [number, number], datum: Datum): [number, number] {
  return isShifted(datum) ? (fromWgs84([lon, lat], datum) as [number, number]) : [lon, lat]
}

/** From a touch on the basemap back to WGS-84. */
export function fromDrawn([lon, lat]: [number, number], datum: Datum): [number, number] {
  return isShifted(datum) ? (toWgs84([lon, lat], datum) as [number, number]) : [lon, lat]
}

/** The collection as the basemap shows it; the given one stays as it is. */
export function drawnCollection<T extends FeatureCollection>(collection: T, datum: Datum): T {
  if (!isShifted(datum)) return collection
  return { ...collection, features: collection.features.map((feature) => drawnFeature(feature, datum)) }
}

function drawnFeature<T extends Feature>(feature: T, datum: Datum): T {
  return { ...feature, geometry: feature.geometry ? drawnGeometry(feature.geometry, datum) : feature.geometry }
}

function drawnGeometry(geometry: Geometry, datum: Datum): Geometry {
  if (geometry.type === 'GeometryCollection') return { ...geometry, geometries: geometry.geometries.map((part) => drawnGeometry(part, datum)) }
  return { ...geometry, coordinates: drawnNest(geometry.coordinates, datum) } as Geometry
}

type Nest = Position | Nest[]

function drawnNest(nest: Nest, datum: Datum): Nest {
  if (typeof nest[0] !== 'number') return (nest as Nest[]).map((part) => drawnNest(part, datum))
  const [lon, lat, ...more] = nest as [number, number, ...number[]]
  return [...toDrawn([lon, lat], datum), ...more]
}
