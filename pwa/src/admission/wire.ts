/* Editions, requests and use of clauses on the wire, by the words of the feature; the fields are the generated schema's. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']

export type Facts = Schemas['ClauseFacts']
export type Use = Schemas['ClauseUse']
export type Edition = Schemas['Edition']
export type Span = Edition['spans'][number]
export type Differences = Schemas['Differences']
export type Wish = Schemas['Wish']
export type Summary = Schemas['AdmissionSummary']
export type Admission = Schemas['Admission']
export type Happened = Schemas['AdmissionHistory']
export type AdmissionState = Summary['state']
export type Kind = Summary['kind']
export type Step = Schemas['AdmissionStep']['step']
export type StepBody = Schemas['AdmissionStep']
/** A clause as its file says it: texts and lists of texts. */
export type Content = Record<string, string | string[]>
export type Proposal = Omit<Schemas['ClauseProposal'], 'content'> & { content: Content }
