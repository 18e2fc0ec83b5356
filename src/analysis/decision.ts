import { logEvidence } from './mixture.ts'
import { profiles } from './plan.ts'
import type { JudgeState } from './types.ts'

/** Which evidence decides now, its natural log, and whether the holdback shows that the cause is shared. */
export type Decision = {
  readonly logE: number
  readonly by: 'baseline' | 'reference' | 'both'
  readonly sharedCause: boolean
}

/**
 * JUDGE (a), (d) and (e) with errors alone. Before the watch E_a. In the watch with a holdback (E_a + E_d) / 2, and
 * E_a / 2 alone where the holdback itself exceeds the limit. Without a holdback E_d, and E_a only where it suffices.
 */
export const decide = (state: JudgeState): Decision => {
  const trimming = profiles[state.plan.profile]
  const threshold = -Math.log(state.plan.alpha)
  const logA = logEvidence(state.compared.mixture, trimming)
  const watched = state.watched
  if (watched === null || state.limit === null) return { logE: logA, by: 'baseline', sharedCause: false }
  const logD = logEvidence(watched.mixture, trimming)
  if (watched.alone && logA < threshold) return { logE: logD, by: 'reference', sharedCause: false }
  if (watched.alone) return { logE: logA, by: 'baseline', sharedCause: false }
  if (logEvidence(watched.holdback, trimming) >= threshold)
    return { logE: logA - Math.LN2, by: 'baseline', sharedCause: true }
  const top = Math.max(logA, logD)
  const sum = Math.exp(logA - top) + Math.exp(logD - top)
  return { logE: top + Math.log(sum / 2), by: 'both', sharedCause: false }
}
