import { type Digest, digestOf, type Json } from '../kernel/canonical.ts'
import type { Ms } from '../kernel/time.ts'

const second: Ms = 1_000
const minute: Ms = 60 * second

/** A receiver that takes nothing is asked again after this, doubled each time, up to `longest`. */
const shortest: Ms = 5 * second
const longest: Ms = 15 * minute
/** What a receiver says itself about when to come again is believed up to this. */
const mostAsked: Ms = 60 * minute

export const limits = {
  /** A message that nobody took for this long is left out. */
  age: 3 * 24 * 60 * minute,
  /** As many wait for one receiver; the oldest are left out. */
  waiting: 1_000,
  /** What was delivered is remembered for this long, so that nothing is told twice. */
  memory: 7 * 24 * 60 * minute,
  /** From this failure on a receiver is said to be deaf. */
  deafAfter: 3,
} as const

/** Between 0.8 and 1.2, by what is told: many that failed at once do not come back at once. */
const jitter = (seed: string): number =>
  0.8 + (Number.parseInt(digestOf(seed).slice(7, 13), 16) / 0xffffff) * 0.4

/** How long to wait after so many failures in a row, from 1. `asked`: what the receiver wishes, null: nothing. */
export const waitAfter = (failures: number, seed: string, asked: Ms | null = null): Ms => {
  const own = Math.min(longest, shortest * 2 ** Math.min(20, Math.max(0, failures - 1)))
  const wait = Math.round(own * jitter(`${seed} ${failures}`))
  return asked === null ? wait : Math.max(wait, Math.min(mostAsked, asked))
}

/** A message that a receiver refuses as such: others pass it, and it comes again later. */
export const waitRefused = (attempts: number, seed: string): Ms =>
  Math.round(10 * minute * 4 ** Math.min(4, Math.max(0, attempts - 1)) * jitter(seed))

/** The id of what is told: of an entry of the ledger, or of what else it is by. */
export const noticeId = (of: Json): string => `ecluse-${(digestOf(of) satisfies Digest).slice(7, 39)}`
