import type { Sample, SideCounts } from './types.ts'

/** Seeded traffic for tests and benches; nothing of the product imports it. */
export type Random = () => number

/** mulberry32: 32 bits of state, good enough to simulate with, and the same on every machine. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Binomial(n, p) by inversion; n up to some hundreds. */
export const binomial = (random: Random, n: number, p: number): number => {
  if (p <= 0 || n === 0) return 0
  if (p >= 1) return n
  if (p > 0.5) return n - binomial(random, n, 1 - p)
  let chance = (1 - p) ** n
  let left = random()
  for (let k = 0; k < n; k++) {
    if (left < chance) return k
    left -= chance
    chance *= ((n - k) / (k + 1)) * (p / (1 - p))
  }
  return n
}

/** A standard normal number (Box and Muller). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

export const counts = (requests: number, errors: number, newClients = 0): SideCounts => ({
  requests,
  errors,
  rawRequests: requests,
  rawErrors: errors,
  newClients,
})

/** A complete second with these judged counts. */
export const second = (
  at: number,
  weight: number,
  canary: readonly [requests: number, errors: number],
  baseline: readonly [requests: number, errors: number],
  generation = 1,
): Sample => ({
  second: at,
  generation,
  weight,
  complete: true,
  old: counts(...baseline),
  new: counts(...canary),
})

/** Error rates of the two sides in a second, 0 to 1. */
export type Rates = (at: number) => { readonly old: number; readonly new: number }

/** One second of independent requests, `perSecond` of them, each on new with the weight's chance. */
export const draw = (random: Random, at: number, perSecond: number, weight: number, rates: Rates): Sample => {
  const nC = binomial(random, perSecond, weight / 100)
  const nB = perSecond - nC
  const p = rates(at)
  return second(at, weight, [nC, binomial(random, nC, p.new)], [nB, binomial(random, nB, p.old)])
}
