import type { LayerSpecification } from 'maplibre-gl'
import type { Colours } from '@/map/colours'

const ofState = (accepted: string, error: string, other: string): never => ['match', ['get', 'state'], 'accepted', accepted, 'error', error, other] as never

/** A draft's grids, the ground at fault, what a repair would make of it, and a sign at each fault. */
export function draftLayers({ surface, strong, primary, soft, late, lateSoft, waiting, done, text, quiet }: Colours): LayerSpecification[] {
  return [
    { id: 'rows-fill', type: 'fill', source: 'rows', paint: { 'fill-color': surface, 'fill-opacity': 0.75 } },
    { id: 'rows-line', type: 'line', source: 'rows', paint: { 'line-color': strong, 'line-width': 1.2 } },
    { id: 'rows-special', type: 'line', source: 'rows', filter: ['==', ['get', 'kind'], 'special'], paint: { 'line-color': primary, 'line-width': 2, 'line-dasharray': [3, 2] } },
    { id: 'touched-fill', type: 'fill', source: 'touched', paint: { 'fill-color': soft, 'fill-opacity': 0.8 } },
    { id: 'touched-line', type: 'line', source: 'touched', paint: { 'line-color': primary, 'line-width': 2.5 } },
    { id: 'shapes-fill', type: 'fill', source: 'shapes', paint: { 'fill-color': lateSoft, 'fill-opacity': 0.8 } },
    { id: 'shapes-line', type: 'line', source: 'shapes', paint: { 'line-color': late, 'line-width': 2, 'line-dasharray': [2, 1] } },
    { id: 'after-fill', type: 'fill', source: 'after', paint: { 'fill-color': done, 'fill-opacity': 0.18 } },
    { id: 'after-line', type: 'line', source: 'after', paint: { 'line-color': done, 'line-width': 3 } },
    {
      id: 'rows-name', type: 'symbol', source: 'rows', minzoom: 11,
      layout: { 'text-field': ['coalesce', ['get', 'name'], ['get', 'code'], ''], 'text-size': 12, 'text-font': ['sans-serif'], 'text-max-width': 8 },
      paint: { 'text-color': quiet, 'text-halo-color': surface, 'text-halo-width': 1.5 },
    },
    {
      id: 'spots', type: 'circle', source: 'spots',
      paint: {
        // The chosen one is a wide ring: what is at fault has to be seen through it.
        'circle-radius': ['case', ['get', 'chosen'], 30, 9], 'circle-color': surface, 'circle-opacity': ['case', ['get', 'chosen'], 0, 1],
        'circle-stroke-width': ['case', ['get', 'chosen'], 3, 2.5], 'circle-stroke-color': ofState(done, late, waiting),
      },
    },
    {
      id: 'spots-sign', type: 'symbol', source: 'spots', filter: ['!', ['get', 'chosen']],
      layout: { 'text-field': ofState('✓', '!', '?'), 'text-size': 13, 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      paint: { 'text-color': text },
    },
  ]
}

export const DRAFT_SOURCES = ['rows', 'touched', 'shapes', 'after', 'spots'] as const
