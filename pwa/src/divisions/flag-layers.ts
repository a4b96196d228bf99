import type { LayerSpecification } from 'maplibre-gl'
import type { Colours } from '@/map/colours'

/** Flags of workers: a sign for what waits, one for what is answered. */
export function flagLayers({ surface, waiting, done, text }: Colours): LayerSpecification[] {
  const open: never = ['==', ['get', 'state'], 'open'] as never
  return [
    {
      id: 'flags', type: 'circle', source: 'flags',
      paint: { 'circle-radius': ['case', ['get', 'chosen'], 14, 10], 'circle-color': surface, 'circle-stroke-width': ['case', ['get', 'chosen'], 5, 3], 'circle-stroke-color': ['case', open, waiting, done] },
    },
    {
      id: 'flags-sign', type: 'symbol', source: 'flags',
      layout: { 'text-field': ['case', open, '?', '✓'], 'text-size': 13, 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      paint: { 'text-color': text },
    },
  ]
}
