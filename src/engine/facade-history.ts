import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Summary } from '../records/types.ts'
import type { Outcome } from '../rollout/types.ts'
import type { NotesBrief } from './facade-notes.ts'

/** One gate that an administrator let a candidate pass. */
export type Override = {
  readonly gate: string
  readonly by: string
  readonly why: string
  readonly at: Instant
  readonly signed: boolean
}

export type HistoryView = {
  readonly rollouts: readonly {
    readonly id: string
    readonly kind: 'ship' | 'rollback' | 'restart'
    readonly environment: string
    readonly release: number
    readonly previous: number | null
    readonly commit: string
    readonly subject: string
    readonly actor: Actor
    readonly startedAt: Instant
    readonly movedAt: Instant | null
    readonly endedAt: Instant | null
    readonly outcome: Outcome | null
    readonly summary: Summary | null
    /** How much its notes tell; absent: none are kept. */
    readonly notes?: NotesBrief
    /** Gates that it was let pass; absent: none. */
    readonly overrides?: readonly Override[]
    /** What it changed of the policy in force; absent: nothing. */
    readonly policy?: readonly Text[]
  }[]
}
