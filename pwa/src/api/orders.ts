/* Orders on the wire, by the words of the feature; the fields are the generated schema's. */
import type { components, paths } from './schema'
import type { Point } from './types'

type Schemas = components['schemas']
/** The client reads a pair as a list of numbers. */
type Placed<T> = Omit<T, 'place'> & { place: Point }

export type Choice = Schemas['Choice']
export type OpenStep = Schemas['OpenStep']
export type RoadStep = Schemas['RoadStep']
export type DutyUnit = Schemas['DutyUnit']
export type Lifecycle = Schemas['Lifecycle']
export type StepBody = Schemas['Step']
export type FiledPhoto = Omit<Schemas['FiledPhoto'], 'place'> & { place: Point | null }
export type OrderFinding = Omit<Schemas['OrderFinding'], 'photos'> & { photos: FiledPhoto[] }
export type Order = Placed<Schemas['Order']>
export type OrderPage = Omit<Placed<Schemas['OrderPage']>, 'findings'> & { findings: OrderFinding[] }
export type OrdersQuery = NonNullable<paths['/api/v1/orders']['get']['parameters']['query']>

export type StateCode = Order['state']
export type Level = Order['level']
export type EvidenceKey = keyof Schemas['Evidence']
/** What a step says: one flat object, only keys that the step knows. */
export type Evidence = Partial<Omit<Schemas['Evidence'], 'place'> & { place: Point }>
