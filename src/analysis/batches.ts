import type { Batch, OpenBatch, Sample } from './types.ts'

const young = { seconds: 1, requests: 5 }
const old = { seconds: 10, requests: 1 }

const full = (age: number, requests: number): boolean =>
  (age >= young.seconds && requests >= young.requests) || (age >= old.seconds && requests >= old.requests)

/**
 * Adds one closed second. The first batch opens at its start, each next when the last closed; a batch closes at the
 * end of a second, at >= 1 s with >= 5 canary requests, or at >= 10 s with >= 1 (JUDGE, "Batches").
 */
export const addSecond = (
  open: OpenBatch | null,
  sample: Sample,
  second: number,
): { open: OpenBatch; closed: Batch | null } => {
  const before = open ?? { opened: second, nC: 0, nB: 0, xC: 0, xB: 0 }
  const batch = {
    opened: before.opened,
    nC: before.nC + sample.new.requests,
    nB: before.nB + sample.old.requests,
    xC: before.xC + sample.new.errors,
    xB: before.xB + sample.old.errors,
  }
  const end = second + 1
  if (!full(end - batch.opened, batch.nC)) return { open: batch, closed: null }
  return { open: { opened: end, nC: 0, nB: 0, xC: 0, xB: 0 }, closed: { ...batch, closed: end } }
}
