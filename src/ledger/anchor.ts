import { isDigest } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'
import type { Head } from './entry.ts'

/** A line as an anchor keeps it: number, digest, when. */
export const anchorLine = ({ seq, digest, at }: Head & { readonly at: Instant }): string =>
  `${seq} ${digest} ${new Date(at).toISOString()}\n`

/** Heads of lines; what is no such line is passed over: people may write beside it. */
export const readAnchors = (text: string): readonly (Head & { readonly at: Instant })[] =>
  text.split('\n').flatMap((line) => {
    const [seq = '', digest = '', when = ''] = line.trim().split(/\s+/)
    const at = Date.parse(when)
    return /^[1-9]\d{0,14}$/.test(seq) && isDigest(digest) && !Number.isNaN(at)
      ? [{ seq: Number(seq), digest, at }]
      : []
  })
