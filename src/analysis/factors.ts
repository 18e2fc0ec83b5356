import type { Margin } from './types.ts'

/** Judged counts of one batch: C is the canary (new), B the baseline (old); n requests, x errors. */
export type Counts = { readonly nC: number; readonly nB: number; readonly xC: number; readonly xB: number }

/** How many times worse than its limit the new version may be, for each of the averaged processes. */
export const ratios: readonly number[] = [1.2, 1.5, 2, 3, 5, 10, 30, 100]

/** How much less than its limit the new version may fail, for each of the averaged proofs of no harm. */
export const shares: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

const xlog = (x: number, a: number): number => (x === 0 ? 0 : x * Math.log(a))

/** The best a and c of JUDGE (a) against an alternative pC = ratio x rho0 pB. */
export const bestBet = (nC: number, nB: number, ratio: number, rho0: number): { a: number; c: number } => {
  const c = (nC * rho0 + nB) / (nC * ratio * rho0 + nB)
  return { a: ratio * c, c }
}

/**
 * (a): natural log of a batch's factor against H0 pC <= rho0 pB + eps. Needs nB > 0. Valid whatever pB is
 * (Turner et al. arXiv 2106.02693 for the family; the bound is 1 + x <= e^x).
 */
export const logWorse = (batch: Counts, ratio: number, tolerance: Margin): number => {
  const { a, c } = bestBet(batch.nC, batch.nB, ratio, tolerance.ratio)
  return xlog(batch.xC, a) + xlog(batch.xB, c) - tolerance.plus * batch.nC * (a - 1)
}

/** (d): natural log of the factor of n requests with x errors against H0 p <= limit. */
export const logAbove = (n: number, x: number, ratio: number, limit: number): number =>
  xlog(x, ratio) - n * limit * (ratio - 1)

/** (f): natural log of a batch's factor against H0 pC >= rho1 pB + eps; -Infinity when a = 0 meets an error. */
export const logHarmless = (batch: Counts, a: number, margin: Margin): number => {
  const c = 1 + margin.ratio * (batch.nC / batch.nB) * (1 - a)
  return xlog(batch.xC, a) + xlog(batch.xB, c) + margin.plus * batch.nC * (1 - a)
}

/** The same for one version alone, against H0 p >= limit: the end of a watch without holdback. */
export const logBelow = (n: number, x: number, a: number, limit: number): number =>
  xlog(x, a) + n * limit * (1 - a)

/** log(mean(exp(logs))) without overflow; -Infinity when every one is. */
export const logMean = (logs: readonly number[]): number => {
  const top = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY)
  if (top === Number.NEGATIVE_INFINITY) return top
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0) / logs.length)
}
