import { logMean, shares } from './factors.ts'
import { leastCount } from './proof.ts'
import type { Forecast, JudgePlan, Margin, Traffic } from './types.ts'

/** Natural log of (f)'s E after n canary requests that fail, on both sides, just as often as before. */
const expectedProof = (n: number, weight: number, errorRate: number, margin: Margin): number => {
  const beside = (100 - weight) / weight
  return logMean(
    shares.map((a) => {
      const canary = errorRate === 0 ? 0 : errorRate * Math.log(a)
      const baseline = errorRate * beside * Math.log(1 + (margin.ratio / beside) * (1 - a))
      return n * (canary + baseline + margin.plus * (1 - a))
    }),
  )
}

/**
 * How many canary requests, and seconds at the traffic seen, a weight (percent) takes to be `safe` if new fails just
 * as often as old: JUDGE (f), run on the rates. At 100 % there is no baseline, and nothing to say.
 */
export const forecast = (
  plan: Pick<JudgePlan, 'beta' | 'safeWithin'>,
  weight: number,
  traffic: Traffic,
): Forecast => {
  if (!(weight > 0 && weight < 100)) return { weight, requests: null, seconds: null }
  const grows = expectedProof(1e9, weight, traffic.errorRate, plan.safeWithin) > 0
  const requests = grows
    ? leastCount((n) => expectedProof(n, weight, traffic.errorRate, plan.safeWithin) >= -Math.log(plan.beta))
    : null
  const perSecond = (traffic.perSecond * weight) / 100
  return { weight, requests, seconds: requests === null || perSecond === 0 ? null : requests / perSecond }
}

/** A weight and a margin of no harm at which a step is `safe` within its time. */
export type Proposal = Forecast & { readonly safeWithin: Margin }

const weights = [1, 5, 10, 20, 50]
const pluses = [0.002, 0.005, 0.01, 0.02, 0.05]

/** The strictest margin, then the smallest weight from `weight` on, proven within `seconds`; null: none is. */
export const propose = (
  plan: Pick<JudgePlan, 'beta' | 'safeWithin'>,
  weight: number,
  traffic: Traffic,
  seconds: number,
): Proposal | null => {
  const margins = [
    plan.safeWithin,
    ...pluses
      .filter((plus) => plus > plan.safeWithin.plus)
      .map((plus) => ({ ratio: plan.safeWithin.ratio, plus })),
  ]
  for (const safeWithin of margins) {
    for (const candidate of [weight, ...weights.filter((other) => other > weight)]) {
      const found = forecast({ beta: plan.beta, safeWithin }, candidate, traffic)
      if (found.seconds !== null && found.seconds <= seconds) return { ...found, safeWithin }
    }
  }
  return null
}
