import { describe, expect, test } from 'vitest'
import { drawnCollection, fromDrawn, isShifted, toDrawn } from './shift'

const place: [number, number] = [120.46, 32.55]
const metres = ([ax, ay]: number[], [bx, by]: number[]) => Math.hypot((ax! - bx!) * 111_320 * Math.cos((ay! * Math.PI) / 180), (ay! - by!) * 111_320)

test('天地图 and plain ground show our places where they are', () => {
  for (const datum of ['wgs84', 'cgcs2000'] as const) expect([isShifted(datum), toDrawn(place, datum)]).toEqual([false, place])
})

describe.each(['gcj02', 'bd09'] as const)('a %s basemap', (datum) => {
  test('shows a place some hundred metres away', () => {
    const far = metres(place, toDrawn(place, datum))
    expect(far).toBeGreaterThan(100)
    expect(far).toBeLessThan(1_500)
  })
  test('gives a touch back to within a metre', () => expect(metres(place, fromDrawn(toDrawn(place, datum), datum))).toBeLessThan(1))
  test('moves every corner of every shape and leaves the given shapes alone', () => {
    const ring = [[120.4, 32.5], [120.5, 32.5], [120.5, 32.6], [120.4, 32.5]]
    const given = { type: 'FeatureCollection' as const, features: [
      { type: 'Feature' as const, properties: { code: '1' }, geometry: { type: 'MultiPolygon' as const, coordinates: [[ring]] } },
      { type: 'Feature' as const, properties: {}, geometry: { type: 'GeometryCollection' as const, geometries: [{ type: 'Point' as const, coordinates: place }] } },
    ] }
    const before = structuredClone(given)
    const drawn = drawnCollection(given, datum)
    expect(given).toEqual(before)
    expect(drawn.features[0]!.properties).toEqual({ code: '1' })
    const [polygons, points] = drawn.features.map((feature) => feature.geometry) as unknown as [{ coordinates: number[][][][] }, { geometries: { coordinates: number[] }[] }]
    expect(polygons.coordinates[0]![0]).toEqual(ring.map(([lon, lat]) => toDrawn([lon!, lat!], datum)))
    expect(points.geometries[0]!.coordinates).toEqual(toDrawn(place, datum))
  })
  test('leaves places outside China where they are', () => expect(toDrawn([-0.1, 51.5], datum)[0]).toBeCloseTo(-0.1, datum === 'gcj02' ? 6 : 1))
})
