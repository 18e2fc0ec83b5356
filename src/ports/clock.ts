import type { Instant, Ms } from '../kernel/time.ts'

/** Time, ids and waking up, as the engine needs them; the pure rooms get them as data. */
export interface Clock {
  now(): Instant
  /** Milliseconds that never go back. */
  monotonic(): Ms
  /** Calls back once after a while; the answer cancels it. */
  wake(after: Ms, call: () => void): () => void
}

export interface Ids {
  /** Sorts by the time it was drawn; 26 characters of Crockford's base 32. */
  next(): string
  /** Unguessable: 32 hexadecimal digits. */
  secret(): string
}
