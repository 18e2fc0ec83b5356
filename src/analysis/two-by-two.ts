import type { Counts } from './factors.ts'

const lik = (x: number, n: number, theta: number): number =>
  (x === 0 ? 0 : x * Math.log(theta)) + (n === x ? 0 : (n - x) * Math.log(1 - theta))

/**
 * JUDGE (b), for latency below q = .9: natural log of the exact 2x2 e-value lik(thetaC, thetaB) / lik(theta0, theta0)
 * of a batch (Turner et al. arXiv 2106.02693), theta0 their mean weighted by nC and nB. Its place is kept: the
 * quantiles that would feed it are not judged yet.
 */
export const logTwoByTwo = (batch: Counts, thetaC: number, thetaB: number): number => {
  const { nC, nB, xC, xB } = batch
  const theta0 = (nC * thetaC + nB * thetaB) / (nC + nB)
  return lik(xC, nC, thetaC) + lik(xB, nB, thetaB) - lik(xC, nC, theta0) - lik(xB, nB, theta0)
}

/** thetaC for an odds ratio against thetaB, thetaB clamped to [1/n, 1 - 1/n] of the n earlier requests. */
export const atOdds = (
  rate: number,
  earlier: number,
  oddsRatio: number,
): { thetaC: number; thetaB: number } => {
  const thetaB = Math.min(1 - 1 / earlier, Math.max(1 / earlier, rate))
  const odds = (oddsRatio * thetaB) / (1 - thetaB)
  return { thetaC: odds / (1 + odds), thetaB }
}
