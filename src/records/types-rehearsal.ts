import type { Instant, Ms } from '../kernel/time.ts'

/** What requests from outside met while the way back was rehearsed. */
export type Probed = {
  readonly sent: number
  readonly failed: number
  /** The first that failed: what was asked, and the status or the failure. */
  readonly first: { readonly what: string; readonly answered: number | string; readonly at: Instant } | null
  /** The control plane was away in the middle: for a while nothing was sent. */
  readonly interrupted: boolean
  /** Sent, and not answered yet. Absent: none. */
  readonly open?: number
}

export const nothingProbed: Probed = { sent: 0, failed: 0, first: null, interrupted: false }

/** A rehearsal as it went. */
export type Rehearsal = {
  /** When the way back began; null: not yet. */
  readonly since: Instant | null
  /** Milliseconds until everybody was read back on the previous release, whole; null: never. */
  readonly back: Ms | null
  /** Milliseconds of the second way forth; null: never. */
  readonly forth: Ms | null
  readonly probed: Probed
}
