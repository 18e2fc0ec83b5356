import { addSecond } from './batches.ts'
import { decide } from './decision.ts'
import { logAbove, logWorse, ratios } from './factors.ts'
import { advance } from './mixture.ts'
import { profiles } from './plan.ts'
import { prove } from './proof.ts'
import { addTotals } from './totals.ts'
import type { Batch, JudgePlan, JudgeState, Mixture, Sample } from './types.ts'

const compare = (mixture: Mixture, batch: Batch, plan: JudgePlan): Mixture =>
  batch.nB === 0
    ? mixture
    : advance(
        mixture,
        ratios.map((ratio) => logWorse(batch, ratio, plan.worseThan)),
        batch.opened,
        profiles[plan.profile],
      )

const measure = (
  mixture: Mixture,
  n: number,
  x: number,
  batch: Batch,
  limit: number,
  plan: JudgePlan,
): Mixture =>
  n === 0
    ? mixture
    : advance(
        mixture,
        ratios.map((ratio) => logAbove(n, x, ratio, limit)),
        batch.opened,
        profiles[plan.profile],
      )

const withCompared = (state: JudgeState, sample: Sample): JudgeState => {
  const { open, closed } = addSecond(state.compared.batch, sample, sample.second)
  const mixture =
    closed === null ? state.compared.mixture : compare(state.compared.mixture, closed, state.plan)
  return { ...state, compared: { batch: open, mixture } }
}

const withWatched = (state: JudgeState, sample: Sample): JudgeState => {
  const watched = state.watched
  if (watched === null || sample.generation < watched.generation) return state
  const { open, closed } = addSecond(watched.batch, sample, sample.second)
  const next = { ...watched, totals: addTotals(watched.totals, sample), batch: open }
  if (closed === null || state.limit === null) return { ...state, watched: next }
  const { mixture, holdback } = watched
  const { limit } = state.limit
  return {
    ...state,
    watched: {
      ...next,
      mixture: measure(mixture, closed.nC, closed.xC, closed, limit, state.plan),
      holdback: watched.alone ? holdback : measure(holdback, closed.nB, closed.xB, closed, limit, state.plan),
    },
  }
}

const withProving = (state: JudgeState, sample: Sample): JudgeState => {
  if (state.level === null || sample.generation !== state.level.generation) return state
  const { batch, proof, totals } = state.proving
  const { open, closed } = addSecond(batch, sample, sample.second)
  return {
    ...state,
    proving: {
      totals: addTotals(totals, sample),
      batch: open,
      proof: closed === null || closed.nB === 0 ? proof : prove(proof, closed, state.plan.safeWithin),
    },
  }
}

const withRegression = (before: JudgeState, state: JudgeState, sample: Sample): JudgeState => {
  const moved =
    before.compared.mixture !== state.compared.mixture ||
    before.watched?.mixture !== state.watched?.mixture ||
    before.watched?.holdback !== state.watched?.holdback
  if (!moved || state.regressed.errors !== null) return state
  const { logE, by } = decide(state)
  if (logE < -Math.log(state.plan.alpha)) return state
  const errors = { second: sample.second, weight: sample.weight, logE, by, counts: state.totals }
  return { ...state, regressed: { ...state.regressed, errors } }
}

/** One closed second. Before the first weight above 0 there is nothing to compare. */
export const absorb = (state: JudgeState, sample: Sample): JudgeState => {
  const closed = { second: sample.second, generation: sample.generation }
  if (sample.weight === 0 && sample.new.rawRequests === 0) return { ...state, closed }
  const counted = { ...state, closed, totals: addTotals(state.totals, sample) }
  const next = withProving(withWatched(withCompared(counted, sample), sample), sample)
  return withRegression(state, next, sample)
}
