import type { Text } from '../kernel/text.ts'
import { genesis, type Head } from '../ledger/entry.ts'
import { verifyChain } from '../ledger/verify.ts'
import type { Records } from '../records/handle.ts'
import { entriesAfter } from '../records/ledger.ts'

const page = 5_000

export type ChainCheck = {
  readonly entries: number
  readonly broken: { readonly seq: number; readonly text: Text } | null
}

/** Reads the whole chain, page by page, each following the head of the one before. */
export const verifyLedger = async (records: Records): Promise<ChainCheck> => {
  let after: Head = genesis
  let entries = 0
  for (;;) {
    const found = await entriesAfter(records, after.seq, page)
    if (found.length === 0) return { entries, broken: null }
    const checked = verifyChain(found, { after })
    entries += found.length
    if (!checked.whole) return { entries, broken: { seq: checked.seq, text: checked.problem.message } }
    after = checked.head
  }
}
