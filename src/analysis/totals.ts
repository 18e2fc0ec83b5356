import type { Sample, SideCounts, SideFigures, Totals } from './types.ts'

const none: SideCounts = { requests: 0, errors: 0, rawRequests: 0, rawErrors: 0, newClients: 0 }

export const noTotals: Totals = { seconds: 0, old: none, new: none }

const add = (a: SideCounts, b: SideCounts): SideCounts => ({
  requests: a.requests + b.requests,
  errors: a.errors + b.errors,
  rawRequests: a.rawRequests + b.rawRequests,
  rawErrors: a.rawErrors + b.rawErrors,
  newClients: a.newClients + b.newClients,
})

export const addTotals = (totals: Totals, sample: Sample): Totals => ({
  seconds: totals.seconds + 1,
  old: add(totals.old, sample.old),
  new: add(totals.new, sample.new),
})

export const figures = (counts: SideCounts): SideFigures => ({
  ...counts,
  rate: counts.requests === 0 ? 0 : counts.errors / counts.requests,
})

const whole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

const sensibleSide = (counts: SideCounts): boolean =>
  whole(counts.requests) &&
  whole(counts.errors) &&
  whole(counts.rawRequests) &&
  whole(counts.rawErrors) &&
  whole(counts.newClients) &&
  counts.errors <= counts.requests &&
  counts.requests <= counts.rawRequests &&
  counts.rawErrors <= counts.rawRequests

/** What makes no sense is left out, as if it had not come: one bad row must not poison the state for good. */
export const sensible = (sample: Sample): boolean =>
  whole(sample.second) &&
  whole(sample.generation) &&
  sample.weight >= 0 &&
  sample.weight <= 100 &&
  sensibleSide(sample.old) &&
  sensibleSide(sample.new)
