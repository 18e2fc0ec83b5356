import type { Evidence } from '../engine/facade.ts'

/** What the judge says while it cannot decide yet. */
export const undecided: Evidence = {
  judgement: 'not-enough-evidence',
  text: { en: 'not enough evidence yet', fr: 'pas encore assez de preuves' },
  new: { requests: 412, errors: 8, judgedRequests: 400, judgedErrors: 6 },
  old: { requests: 3_708, errors: 4, judgedRequests: 3_700, judgedErrors: 4 },
  e: 12.5,
  threshold: 100,
  missing: 1_596,
}
