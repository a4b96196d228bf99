import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { Colours } from './colours'
import { spokenCount, type Figures } from './figures'

/** From how many open orders on a grid counts as some, more, many. Ours. */
export const CLASSES = [1, 5, 10] as const
export const CLASS_NAMES = ['none', 'some', 'more', 'many'] as const
export const WIDTHS = [0.8, 1.4, 2.2, 3.4] as const

/** Shades of one colour, told by the line's width as well; the count stands in the grid. */
export function shadesOf({ surface, dark }: Colours): string[] {
  return dark ? [surface, '#3d3521', '#6d5520', '#9a7018'] : [surface, '#fdf1d8', '#f6d48c', '#e5ac3f']
}

/** The class of a count of open orders: 0 none … 3 many. */
export function classOf(open: number): number {
  return CLASSES.filter((from) => open >= from).length
}

const byClass = (values: readonly (string | number)[], open: ExpressionSpecification): never =>
  ['step', open, values[0], ...CLASSES.flatMap((from, i) => [from, values[i + 1]])] as never

export const vector = (tiles: string, more: Partial<Extract<SourceSpecification, { type: 'vector' }>> = {}): SourceSpecification =>
  ({ type: 'vector', tiles: [tiles], minzoom: 0, maxzoom: 16, ...more })

/** Where a layer takes its features from: a layer of the tiles, or shapes of our own. */
type From = { source: string; 'source-layer'?: string }

/** The grids, shaded by the state `open`; special grids dashed, the chosen one framed. */
export function gridLayers(from: From, colours: Colours, basemap: boolean): LayerSpecification[] {
  const open: ExpressionSpecification = ['coalesce', ['feature-state', 'open'], 0]
  return [
    { id: 'grids-fill', type: 'fill', ...from, filter: ['!=', ['get', 'kind'], 'micro'], paint: { 'fill-color': byClass(shadesOf(colours), open), 'fill-opacity': basemap ? 0.55 : 0.9 } },
    { id: 'grids-line', type: 'line', ...from, filter: ['==', ['get', 'kind'], 'comprehensive'], paint: { 'line-color': colours.strong, 'line-width': byClass(WIDTHS, open) } },
    { id: 'grids-special', type: 'line', ...from, filter: ['==', ['get', 'kind'], 'special'], paint: { 'line-color': colours.primary, 'line-width': 2, 'line-dasharray': [3, 2] } },
    { id: 'grids-chosen', type: 'line', ...from, filter: ['==', ['get', 'code'], ''], paint: { 'line-color': colours.primary, 'line-width': 5 } },
  ]
}

export function nameLayer(from: From, colours: Colours, words: ExpressionSpecification): LayerSpecification {
  return {
    id: 'grids-name', type: 'symbol', ...from, minzoom: 11, filter: ['!=', ['get', 'kind'], 'micro'],
    layout: { 'text-field': words, 'text-size': 13, 'text-font': ['sans-serif'], 'text-max-width': 8 },
    paint: { 'text-color': colours.text, 'text-halo-color': colours.surface, 'text-halo-width': 1.5 },
  }
}

/** Name and, below it, how many orders are open there. */
export function gridWords(figures: Figures, word: (n: string) => string): ExpressionSpecification {
  const busy = Object.entries(figures).filter(([, { open }]) => open !== 0)
  if (!busy.length) return ['get', 'name']
  return ['concat', ['get', 'name'], ['match', ['get', 'code'], ...busy.flatMap(([code, { open }]) => [code, `\n${word(spokenCount(open))}`]), '']] as never
}

/** Below zoom 8 a grid is a speck: the tiles show the towns instead. */
export function townLayers(from: From, { strong, text, surface }: Colours): LayerSpecification[] {
  return [
    { id: 'grids-towns', type: 'line', ...from, paint: { 'line-color': strong, 'line-width': 1.2 } },
    {
      id: 'grids-town-name', type: 'symbol', ...from, layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-font': ['sans-serif'] },
      paint: { 'text-color': text, 'text-halo-color': surface, 'text-halo-width': 1.5 },
    },
  ]
}

/** A count that the server told in steps of five, or not at all below five. */
const COUNT: ExpressionSpecification = ['case', ['has', 'count'], ['concat', ['to-string', ['get', 'count']], '+'], '<5']
const WEIGHT: ExpressionSpecification = ['case', ['has', 'count'], ['to-number', ['get', 'count'], 1], 1]

/** Open orders: a ring with its count where many lie together, a dot for one, a sign where it is late. */
export function orderLayers(from: From, { surface, text, primary, late, dark }: Colours): LayerSpecification[] {
  const one: ExpressionSpecification = ['has', 'code']
  const isLate: ExpressionSpecification = ['to-boolean', ['get', 'late']]
  return [
    {
      id: 'orders-cluster', type: 'circle', ...from, filter: ['!', one],
      paint: {
        'circle-color': surface, 'circle-stroke-color': ['case', isLate, late, primary], 'circle-stroke-width': 3,
        'circle-radius': ['interpolate', ['linear'], WEIGHT, 1, 13, 100, 20, 1000, 28],
      },
    },
    {
      id: 'orders-count', type: 'symbol', ...from, filter: ['!', one],
      layout: { 'text-field': ['concat', COUNT, ['case', isLate, '!', '']], 'text-size': 12, 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      paint: { 'text-color': text },
    },
    {
      id: 'orders-point', type: 'circle', ...from, filter: one,
      paint: { 'circle-color': ['case', isLate, late, primary], 'circle-radius': 9, 'circle-stroke-color': surface, 'circle-stroke-width': 2 },
    },
    {
      id: 'orders-late', type: 'symbol', ...from, filter: ['all', one, isLate],
      layout: { 'text-field': '!', 'text-size': 13, 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      paint: { 'text-color': dark ? '#2b0d0a' : '#ffffff' },
    },
  ]
}

/** Findings by cell: the more the darker, with the count in words. */
export function heatLayers(from: From, { surface, text, strong, dark }: Colours): LayerSpecification[] {
  const shades = ['interpolate', ['linear'], WEIGHT, 1, dark ? '#3d3521' : '#fdf1d8', 20, dark ? '#9a7018' : '#e5ac3f', 100, dark ? '#f0c36a' : '#8a4b00'] as never
  return [
    { id: 'heat-cell', type: 'fill', ...from, paint: { 'fill-color': shades, 'fill-opacity': 0.75, 'fill-outline-color': strong } },
    {
      id: 'heat-count', type: 'symbol', ...from,
      layout: { 'text-field': COUNT, 'text-size': 12, 'text-font': ['sans-serif'] },
      paint: { 'text-color': text, 'text-halo-color': surface, 'text-halo-width': 1.5 },
    },
  ]
}
