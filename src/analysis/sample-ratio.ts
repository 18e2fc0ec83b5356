import { logBeta } from './gamma.ts'

/** ln 10^4: from here on the split that people see is not the one that was set. */
export const brokenRatio = Math.log(1e4)

/**
 * Natural log of the evidence that the split is not `weight` (0 to 1, both excluded): of `clients` distinct clients
 * first seen at this weight, `canary` are on new. A Beta(100 w, 100 (1 - w)) mixture (Lindon and Malek, arXiv
 * 2011.03567).
 */
export const logBrokenRatio = (clients: number, canary: number, weight: number): number => {
  const [a, b] = [100 * weight, 100 * (1 - weight)]
  const seen = logBeta(a + canary, b + clients - canary) - logBeta(a, b)
  return seen - (canary * Math.log(weight) + (clients - canary) * Math.log(1 - weight))
}
