/* Names for the generated shapes, in the app's words. The shapes themselves are the server's: see schema.d.ts. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Me = Schemas['Me']
export type Role = Me['role']
export interface Named { code: string; name: string }

export type Checklist = Schemas['Checklist']
export type Item = Schemas['Item']
export type Clause = Schemas['Clause']
export type Flag = Clause['flags'][number]
export type Limit = Schemas['Limit']
export type UnitName = Clause['lead']

/** A place, [lon, lat] in degrees. */
export interface Point { type: 'Point'; coordinates: [number, number] }
export type GridCollection = Schemas['GridCollection']
/** A grid of the phone's ground; `exact`: as it was drawn, good for answering, else simplified, good for looking at. */
export type GridFeature = Schemas['GroundFeature']
export type GroundPack = Schemas['Ground']
export type GridProperties = Schemas['GroundProperties']

/* What the phone files is always written out whole: the server compares repeats by content. */
export type PhotoDeclared = Required<Schemas['DeclaredPhoto']>
export type PhotoKind = PhotoDeclared['kind']
export type Contact = Required<Schemas['Contact']>
export type FindingBody = Required<Omit<Schemas['Finding'], 'photos' | 'contacts'>> & { photos: PhotoDeclared[]; contacts: Contact[] }
export type ReportBody = Required<Omit<Schemas['Filing'], 'findings'>> & { findings: FindingBody[] }
export type PlaceMethod = ReportBody['place_method']
export type ReportAnswer = Schemas['Accepted']
export type Report = Schemas['Report']
export interface Paged<T> { items: T[]; next: string | null }
