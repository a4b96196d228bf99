/* Divisions on the wire, by the words of the feature; the fields are the generated schema's. */
import type { FeatureCollection } from 'geojson'
import type { components } from '@/api/schema'
import type { Point } from '@/api/types'

type Schemas = components['schemas']

export type Draft = Schemas['Draft']
export type Summary = Schemas['DraftSummary']
export type Fault = Omit<Schemas['DraftFault'], 'spot'> & { spot: [number, number] | null }
export type Repair = Schemas['Repair']
export interface DraftPage { draft: Draft; summary: Summary; faults: Fault[] }
export type DraftStep = Schemas['DraftStep']['step']

export type Moves = Schemas['DivisionPreview']
export type GridChange = Moves['grids'][number]['change']

export type AreaRow = Schemas['Area']
export type AreaChange = Schemas['AreaChange']
export type Division = Schemas['Division']

export type Assignment = Schemas['Assignment']
export type Duty = Assignment['duty']
export type Hole = Schemas['Hole']
export type Somebody = Schemas['Assignable']

export type Flag = Omit<Schemas['FlagDocument'], 'place'> & { place: Point }
export type Shapes = FeatureCollection
