import type { Instant } from '../kernel/time.ts'
import { emptyMixture } from './mixture.ts'
import { profiles } from './plan.ts'
import { emptyProof } from './proof.ts'
import { limitOf } from './reference.ts'
import { noTotals } from './totals.ts'
import type { JudgePlan, JudgeState, Level } from './types.ts'

const noProving = { totals: noTotals, batch: null, proof: emptyProof }

/** A judge for one rollout, before any weight. `now`: the caller's clock, as in every later call. */
export const start = (plan: JudgePlan, now: Instant): JudgeState => ({
  version: 1,
  plan,
  limit: limitOf(plan.reference),
  level: null,
  heardAt: now,
  closed: null,
  shift: 0,
  pending: [],
  ignored: 0,
  totals: noTotals,
  compared: { batch: null, mixture: emptyMixture(profiles[plan.profile]) },
  watched: null,
  proving: noProving,
  crashes: { old: 0, new: 0, components: [] },
  regressed: { errors: null, crashes: null },
})

/**
 * A weight was read back. The proof of no harm starts anew with each generation, the count of crashes with each step,
 * (d) with the watch; (a) goes on. A generation that is not newer changes nothing.
 */
export const enter = (state: JudgeState, level: Level): JudgeState => {
  if (state.level !== null && level.generation <= state.level.generation) return state
  const empty = emptyMixture(profiles[state.plan.profile])
  const begins = level.kind === 'watch' && state.watched === null
  return {
    ...state,
    level,
    proving: noProving,
    crashes: state.level?.step === level.step ? state.crashes : { old: 0, new: 0, components: [] },
    watched: begins
      ? {
          generation: level.generation,
          alone: level.weight >= 100,
          totals: noTotals,
          batch: null,
          mixture: empty,
          holdback: empty,
        }
      : state.watched,
  }
}
