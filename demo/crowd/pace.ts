/** What a second was like, for the pace. `p99` in milliseconds. */
export type Load = { readonly requests: number; readonly p99: number }

/** The rate people keep, requests a second, and how many bad or good seconds in a row led to it. */
export type Pace = {
  readonly wanted: number
  readonly rate: number
  readonly lowest: number
  readonly bad: number
  readonly good: number
}

export const startPace = (wanted: number): Pace => ({ wanted, rate: wanted, lowest: wanted, bad: 0, good: 0 })

/** Seconds in a row that change the pace: few enough to relieve a machine, many enough to ignore a short stall. */
const BAD_SECONDS = 4
const GOOD_SECONDS = 8
/** Slower than this (ms), or fewer than this share of what the pace asks for, is more than the machine carries. */
const SLOW = 750
const SHORT = 0.75
const FLOOR = 60

/** One second on: a machine that carries less gets a quarter less, and more again when it carries that well. */
export const nextPace = (pace: Pace, { requests, p99 }: Load): Pace => {
  const overloaded = p99 > SLOW || requests < pace.rate * SHORT
  const bad = overloaded ? pace.bad + 1 : 0
  const good = overloaded || p99 > SLOW / 3 ? 0 : pace.good + 1
  if (bad >= BAD_SECONDS && pace.rate > FLOOR) {
    const rate = Math.max(FLOOR, Math.round(pace.rate * 0.75))
    return { ...pace, rate, lowest: Math.min(pace.lowest, rate), bad: 0, good: 0 }
  }
  if (good >= GOOD_SECONDS && pace.rate < pace.wanted) {
    return { ...pace, rate: Math.min(pace.wanted, Math.round(pace.rate * 1.15)), bad: 0, good: 0 }
  }
  return { ...pace, bad, good }
}
