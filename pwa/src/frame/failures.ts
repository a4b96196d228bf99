import { Problem, Unreachable } from '@/api/problems'

type Say = (key: string, named?: Record<string, unknown>) => string

/** One sentence for a person about what went wrong, with the next step; never a program's own words. */
export function failureSentence(error: unknown, t: Say): string {
  if (error instanceof Unreachable) return t('frame.failures.unreachable')
  if (error instanceof Problem) {
    const title = error.title || t(error.retry ? 'frame.failures.tired' : 'frame.failures.refused', { status: error.status })
    return error.detail ? `${title}${error.detail}` : title
  }
  return t('frame.failures.unexpected')
}
