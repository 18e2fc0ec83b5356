import type { Digest } from '../kernel/canonical.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'

/** What is known when gates are read: evidence bound to the candidate's commit and digests, nothing else. */
export type GateInput = {
  readonly environment: string
  readonly components: readonly {
    readonly name: string
    readonly image: Digest | null
    readonly present: boolean | null
  }[]
  /** Tests that the candidate declares and those that the policy in force declares. */
  readonly tests: readonly {
    readonly component: string
    readonly name: string
    readonly declaredBy: 'candidate' | 'policy' | 'both'
    readonly evidence: Verdict | null
  }[]
  /** The environment that must hold this release first, and whether it does. */
  readonly after: { readonly environment: string; readonly done: boolean } | null
  /** What a rehearsal of the way back in an earlier environment says of this manifest; null: none is asked for. */
  readonly rehearsal: {
    readonly environment: string
    /** It counts for this long. */
    readonly maxAge: Ms
    readonly evidence: Rehearsed | null
    readonly now: Instant
    /**
     * Of a train: what was rehearsed of the candidate that leads it. It stands for the composition, which is made at
     * the cut-off and was nowhere before. Absent: no train.
     */
    readonly leads?: { readonly number: number; readonly evidence: Rehearsed | null }
  } | null
  /** The commit that was taken back here and that this candidate contains without having been shipped afterwards. */
  readonly takenBack: { readonly commit: string; readonly release: number } | null
}

type Rehearsed = { readonly verdict: Verdict; readonly at: Instant }

export type Gate = { readonly name: string; readonly check: (input: GateInput) => Verdict }

export type GateVerdict = { readonly gate: string; readonly verdict: Verdict }
