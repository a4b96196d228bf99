import type { FeatureCollection, Geometry, Position } from 'geojson'

type Bounds = [number, number, number, number]

/** West, south, east, north of all geometries; null if there is no point among them. */
export function boundsOfAll(geometries: (Geometry | null | undefined)[]): Bounds | null {
  let found: Bounds | null = null
  const visit = ([lon, lat]: Position) => {
    found = found
      ? [Math.min(found[0], lon!), Math.min(found[1], lat!), Math.max(found[2], lon!), Math.max(found[3], lat!)]
      : [lon!, lat!, lon!, lat!]
  }
  for (const geometry of geometries) if (geometry) walk(geometry, visit)
  return found
}

export const boundsOfCollection = ({ features }: FeatureCollection): Bounds | null => boundsOfAll(features.map(({ geometry }) => geometry))

function walk(geometry: Geometry, visit: (point: Position) => void): void {
  if (geometry.type === 'GeometryCollection') geometry.geometries.forEach((part) => walk(part, visit))
  else walkNest(geometry.coordinates as Nest, visit)
}

type Nest = Position | Nest[]

function walkNest(nest: Nest, visit: (point: Position) => void): void {
  if (typeof nest[0] === 'number') visit(nest as Position)
  else for (const part of nest as Nest[]) walkNest(part, visit)
}
