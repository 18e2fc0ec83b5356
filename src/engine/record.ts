import { digestOf, type Json } from '../kernel/canonical.ts'
import type { Actor } from '../ledger/entry.ts'
import { inTransaction } from '../records/handle.ts'
import { payloadsOfActions, putEntry } from '../records/ledger.ts'
import type { Parts } from './parts.ts'

type Note = { readonly actor: Actor; readonly action: string; readonly payload: Json }

/** One entry of the ledger that belongs to no application. */
export const record = async (parts: Parts, note: Note): Promise<void> => {
  await inTransaction(parts.records, (records) =>
    putEntry(records, { at: parts.clock.now(), subject: {}, ...note }),
  )
}

/** The same of what is told again and again: what stands in the ledger already is not written once more. */
export const recordOnce = async (
  parts: Pick<Parts, 'records' | 'clock'>,
  notes: readonly Note[],
): Promise<void> => {
  if (notes.length === 0) return
  await inTransaction(parts.records, async (records) => {
    const known = await payloadsOfActions(records, [...new Set(notes.map(({ action }) => action))])
    for (const note of notes)
      if (!known.has(digestOf(note.payload)))
        await putEntry(records, { at: parts.clock.now(), subject: {}, ...note })
  })
}
