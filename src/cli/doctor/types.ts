import type { StatusView } from '../../engine/facade.ts'
import type { MemberFinding } from '../../identity/findings.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import type { RouterReading } from '../../ports/router.ts'
import type { SupervisorList } from '../../ports/supervision.ts'
import type { Stopped } from '../machine.ts'

/** What could be seen of this machine and of one data folder, without waiting for anything that is dead. */
export type Facts = {
  readonly now: Instant
  readonly root: string
  readonly version: string
  readonly node: { readonly running: string; readonly shipped: string }
  /** Null where there is no data folder. */
  readonly folder: {
    readonly writable: boolean
    /** Bytes and inodes that are free, of all. */
    readonly disk: { readonly free: number; readonly of: number; readonly inodes: number }
    /** Of the newest file, where it is later than now. */
    readonly future: Instant | null
    /** Left by processes that are dead, with their age. */
    readonly leftovers: readonly string[]
    readonly restoredFrom: string | null
    readonly stopped: Stopped | null
  } | null
  /** Null where it did not answer. */
  readonly supervisor: SupervisorList | null
  readonly router: RouterReading | null
  readonly controlPlane: { readonly version: string } | null
  readonly status: StatusView | null
  /** Declared addresses that the data plane has not open although it should. */
  readonly deaf: readonly { readonly address: string; readonly takenBy: string | null }[]
  readonly limits: { readonly files: number | null }
  /** Source ports of the kernel. */
  readonly sourcePorts: { readonly first: number; readonly last: number } | null
  readonly clock: { readonly kept: boolean | null }
  readonly git: string | null
  /** Keys that let in more, or less, than a member of some role. */
  readonly members: readonly MemberFinding[]
  /** What `ecluse.yaml` here says wrong; null where there is none. */
  readonly config: readonly Problem[] | null
}

/** `wrong`: something does not work, or will not. `note`: something to know. */
export type Finding = {
  readonly code: string
  readonly severity: 'wrong' | 'note'
  readonly text: Text
  /** How it was found. */
  readonly found: Text
  /** The one command that mends it; null where none does. */
  readonly mend: string | null
  readonly todo?: Text
}
