import { type Counts, logBelow, logHarmless, logMean, shares } from './factors.ts'
import type { Margin, Proof } from './types.ts'

export const emptyProof: Proof = shares.map(() => 0)

const finite = (log: number): number | null => (log === Number.NEGATIVE_INFINITY ? null : log + 0)
const known = (log: number | null): number => log ?? Number.NEGATIVE_INFINITY

/** One batch more, nB > 0 (JUDGE (f)). Never trimmed: that would prove harm away. */
export const prove = (proof: Proof, batch: Counts, margin: Margin): Proof =>
  shares.map((a, i) => finite(known(proof[i] ?? null) + logHarmless(batch, a, margin)))

/** Natural log of the proof's E. */
export const logProof = (proof: Proof): number => logMean(proof.map(known))

/** Least whole n >= 0 with enough(n), where enough never turns false again; null beyond 1e15. */
export const leastCount = (enough: (n: number) => boolean): number | null => {
  let above = 1
  if (enough(0)) return 0
  while (!enough(above)) {
    above *= 2
    if (above > 1e15) return null
  }
  let below = above / 2
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2)
    if (enough(middle)) above = middle
    else below = middle
  }
  return above
}

/** Canary requests still missing to `safe` if no request fails on either side. */
export const missingRequests = (proof: Proof, margin: Margin, beta: number): number | null =>
  leastCount(
    (n) =>
      logMean(shares.map((a, i) => known(proof[i] ?? null) + margin.plus * n * (1 - a))) >= -Math.log(beta),
  )

/** Natural log of the evidence that one version alone, with x errors of n, stays below `limit`. */
export const logBelowLimit = (n: number, x: number, limit: number): number =>
  logMean(shares.map((a) => logBelow(n, x, a, limit)))

/** Requests needed in all to stay shown below `limit` with x errors. */
export const neededAlone = (x: number, limit: number, beta: number): number | null =>
  leastCount((n) => logBelowLimit(n, x, limit) >= -Math.log(beta))
