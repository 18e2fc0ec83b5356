import type { Json } from './canonical.ts'
import type { Text } from './text.ts'
import type { Instant } from './time.ts'

/** Why a verdict is what it is: the sentence, the values seen, and what would change it. */
export type Reason = {
  readonly code: string
  readonly text: Text
  readonly values?: { readonly [name: string]: Json }
  readonly change?: Text
}

/** The one answer of every gate. `until`: when a hold ends by itself, where that is known. */
export type Verdict = {
  readonly outcome: 'pass' | 'hold' | 'refuse'
  readonly reasons: readonly Reason[]
  readonly until?: Instant
}

export const pass = (...reasons: Reason[]): Verdict => ({ outcome: 'pass', reasons })
export const hold = (reason: Reason, until?: Instant): Verdict => ({
  outcome: 'hold',
  reasons: [reason],
  ...(until === undefined ? {} : { until }),
})
export const refuse = (...reasons: Reason[]): Verdict => ({ outcome: 'refuse', reasons })

const severity = { pass: 0, hold: 1, refuse: 2 } as const

/** All verdicts together: the severest rules, the latest `until` of the holds counts. */
export const together = (verdicts: readonly Verdict[]): Verdict => {
  const outcome = verdicts.reduce<Verdict['outcome']>(
    (worst, verdict) => (severity[verdict.outcome] > severity[worst] ? verdict.outcome : worst),
    'pass',
  )
  const ruling = verdicts.filter((verdict) => verdict.outcome === outcome)
  const ends = ruling.map((verdict) => verdict.until)
  const known = ends.every((end) => end !== undefined) ? (ends as Instant[]) : []
  return {
    outcome,
    reasons: ruling.flatMap((verdict) => verdict.reasons),
    ...(outcome === 'hold' && known.length > 0 ? { until: Math.max(...known) } : {}),
  }
}
