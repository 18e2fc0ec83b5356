import type { Json } from '../kernel/canonical.ts'
import type { Actor } from '../ledger/entry.ts'
import { inTransaction } from '../records/handle.ts'
import { putEntry } from '../records/ledger.ts'
import type { Parts } from './parts.ts'

/** One entry of the ledger that belongs to no application. */
export const record = async (
  parts: Parts,
  note: { readonly actor: Actor; readonly action: string; readonly payload: Json },
): Promise<void> => {
  await inTransaction(parts.records, (records) =>
    putEntry(records, { at: parts.clock.now(), subject: {}, ...note }),
  )
}
