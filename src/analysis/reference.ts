import { poissonUpper } from './gamma.ts'
import type { Limit, Margin, Reference } from './types.ts'

const least = 0.001
const most = 0.2
const tolerated = 1.5

/** U = max(0.1 %, 1.5 x the 99 % upper bound), at most max(20 %, 1.5 x the observed rate); null: `not compared`. */
export const limitOf = (reference: Reference | null): Limit | null => {
  if (reference === null || reference.requests <= 0) return null
  const observed = reference.errors / reference.requests
  const wanted = Math.max(least, (tolerated * poissonUpper(reference.errors)) / reference.requests)
  const cap = Math.max(most, tolerated * observed)
  return { limit: Math.min(wanted, cap), observed, capped: wanted > cap }
}

/** V: what a version alone must be shown to stay below, at the end of a watch without holdback. */
export const harmlessBelow = (reference: Reference | null, safeWithin: Margin): number | null =>
  reference === null || reference.requests <= 0
    ? null
    : safeWithin.plus + (safeWithin.ratio * reference.errors) / reference.requests
