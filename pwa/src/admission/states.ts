import type { AdmissionState, Step } from './wire'

/** The states in the order of the road; their words on a request are the server's, these are for choosing among them. */
export const STATES: AdmissionState[] = ['draft', 'submitted', 'reviewed', 'announced', 'effective', 'rejected', 'withdrawn']

export const MEANINGS: Record<AdmissionState, 'quiet' | 'waiting' | 'in-hand' | 'done'> = {
  draft: 'quiet', submitted: 'waiting', reviewed: 'in-hand', announced: 'in-hand', effective: 'done', rejected: 'quiet', withdrawn: 'quiet',
}

/** The steps that these pages can ask for; which of them are open, the server says with every request. */
const STEPS: Step[] = ['amend', 'submit', 'return', 'review', 'announce', 'take-effect', 'reject', 'withdraw']
export const knownSteps = (open: readonly string[]): Step[] => STEPS.filter((step) => open.includes(step))
/** What goes on stands out; what ends or turns back does not. */
export const goesOn = (step: Step) => step === 'submit' || step === 'review' || step === 'announce' || step === 'take-effect'
