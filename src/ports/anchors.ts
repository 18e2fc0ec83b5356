import type { AnchorConfig } from '../config/types-audit.ts'
import type { Instant } from '../kernel/time.ts'
import type { Head } from '../ledger/entry.ts'

/** A head as it was written down, and when. */
export type Anchored = Head & { readonly at: Instant }

/**
 * Places outside the data folder where the ledger's head is written down. Both throw `anchor-unreachable`; `ledger`
 * tells several ledgers in one repository apart: 12 hexadecimal digits of the first entry.
 */
export interface Anchors {
  /** Adds a line, durable when it answers; nothing that stands there is changed. */
  put(place: AnchorConfig, ledger: string, head: Anchored): Promise<void>
  /** How many heads of other ledgers stand there; absent: they cannot be told apart. */
  others?(place: AnchorConfig, ledger: string): Promise<number>
  /** Every head that was written down, in order; none where the place is empty. */
  read(place: AnchorConfig, ledger: string): Promise<readonly Anchored[]>
}
