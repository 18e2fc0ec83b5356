import { ratios } from './factors.ts'
import type { Mixture } from './types.ts'

/** At most `blocks` blocks of `seconds` each are left out, as incidents of single instances. */
export type Trimming = { readonly blocks: number; readonly seconds: number }

/** T: compared batches to an era; alpha is per era, and late errors are not missed (JUDGE (a)). */
export const eraBatches = 3_600

const step = 2 ** 512
const high = 2 ** 256
const low = 2 ** -256
const logStep = 512 * Math.LN2

export const emptyMixture = (trimming: Trimming): Mixture => {
  const zeros = new Array<number>(ratios.length * (trimming.blocks + 1)).fill(0)
  return { batches: 0, origin: null, block: 0, keep: zeros, keepScale: zeros, drop: zeros, dropScale: zeros }
}

/** Share of the change points that batch t (from 1) stands for: 1/2 for the first, the rest evenly. */
const shareOf = (t: number, planned: number): number => (t === 1 ? 0.5 : 1 / (2 * (planned - 1)))

/** What `shareOf` leaves after t batches; exactly 0 at the era's end. */
const shareLeft = (t: number, planned: number): number => (t === 0 ? 1 : (planned - t) / (2 * (planned - 1)))

const smaller = (a: number, aScale: number, b: number, bScale: number): boolean =>
  a === 0 || b === 0 ? a === 0 : aScale === bScale ? a <= b : aScale < bScale

type Draft = { keep: number[]; keepScale: number[]; drop: number[]; dropScale: number[] }

/** m_k = min(keep_k, drop_k), with drop_0 = infinity; then keep_k = m_k, drop_k = m_(k-1). */
const openBlock = ({ keep, keepScale, drop, dropScale }: Draft, width: number): void => {
  for (let at = 0; at < keep.length; at++) {
    if (at % width === 0) continue
    const [value, scale] = [drop[at] ?? 0, dropScale[at] ?? 0]
    if (!smaller(value, scale, keep[at] ?? 0, keepScale[at] ?? 0)) continue
    keep[at] = value
    keepScale[at] = scale
  }
  for (let at = 0; at < keep.length; at++) {
    if (at % width === 0) continue
    drop[at] = keep[at - 1] ?? 0
    dropScale[at] = keepScale[at - 1] ?? 0
  }
}

/** value <- (value + share) x factor, in scaled numbers: beyond 2^256 a share is below a rounding error. */
const grow = (
  values: number[],
  scales: number[],
  at: number,
  share: number,
  factor: number,
  scale: number,
): void => {
  const old = scales[at] ?? 0
  const sum = old === 0 ? (values[at] ?? 0) + share : old > 0 ? (values[at] ?? 0) : share
  let value = sum * factor
  let power = Math.max(old, 0) + scale
  if (value >= high) {
    value /= step
    power += 1
  } else if (value < low) {
    value *= step
    power -= 1
  }
  values[at] = value
  scales[at] = power
}

/**
 * One batch: S <- (S + w_t) e_t for each ratio, with up to K blocks left out (JUDGE (a) and (g)).
 * `logs`: log e_t for each of `ratios`. `opened`: the batch's start in seconds, which names its block.
 */
export const advance = (
  mixture: Mixture,
  logs: readonly number[],
  opened: number,
  trimming: Trimming,
  planned = eraBatches,
): Mixture => {
  const origin = mixture.origin ?? opened
  const block = trimming.blocks === 0 ? 0 : Math.floor((opened - origin) / trimming.seconds)
  const width = trimming.blocks + 1
  const fresh = mixture.batches === planned ? emptyMixture(trimming) : mixture
  const t = fresh.batches + 1
  const draft: Draft = {
    keep: [...fresh.keep],
    keepScale: [...fresh.keepScale],
    drop: [...fresh.drop],
    dropScale: [...fresh.dropScale],
  }
  if (t > 1 && block !== mixture.block) openBlock(draft, width)
  const share = shareOf(t, planned)
  for (let i = 0; i < ratios.length; i++) {
    const log = logs[i] ?? 0
    const scale = Math.round(log / logStep)
    const factor = Math.exp(log - scale * logStep)
    for (let at = i * width; at < (i + 1) * width; at++) {
      grow(draft.keep, draft.keepScale, at, share, factor, scale)
      if (at > i * width) grow(draft.drop, draft.dropScale, at, share, 1, 0)
    }
  }
  return { batches: t, origin, block, ...draft }
}

/** Natural log of E = mean over the ratios of the trimmed S, + what is left of the shares. */
export const logEvidence = (mixture: Mixture, trimming: Trimming, planned = eraBatches): number => {
  const width = trimming.blocks + 1
  const last = ratios.map((_, i) => {
    const at = i * width + trimming.blocks
    const keep = { value: mixture.keep[at] ?? 0, scale: mixture.keepScale[at] ?? 0 }
    const drop = { value: mixture.drop[at] ?? 0, scale: mixture.dropScale[at] ?? 0 }
    return trimming.blocks > 0 && smaller(drop.value, drop.scale, keep.value, keep.scale) ? drop : keep
  })
  const left = shareLeft(mixture.batches, planned)
  const top = last.reduce(
    (most, s) => (s.value > 0 ? Math.max(most, s.scale) : most),
    left > 0 ? 0 : -Infinity,
  )
  const sum = last.reduce((total, s) => total + s.value * step ** (s.scale - top), 0) / ratios.length
  return Math.log(top === 0 ? sum + left : sum) + top * logStep
}
