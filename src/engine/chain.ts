import { setImmediate } from 'node:timers/promises'
import { canonical, type Digest, type Json, sha256 } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { type Entry, genesis, type Head } from '../ledger/entry.ts'
import { verifyChain } from '../ledger/verify.ts'
import type { Records } from '../records/handle.ts'
import { archiveIn, entriesToCheck, ledgerHead, payloadTexts, prunings } from '../records/ledger.ts'
import { type AnchorCheck, anchorsRead } from './anchoring.ts'
import * as words from './messages-ledger.ts'
import type { Parts } from './parts.ts'

const page = 1_000

export type ChainCheck = {
  readonly entries: number
  readonly broken: { readonly seq: number; readonly text: Text } | null
  /** What entries were made of that retention has taken. */
  readonly pruned?: number
  /** The entry that wrote an archive of the digest asked about down; null: none did. Absent: nobody asked. */
  readonly archive?: { readonly seq: number; readonly at: Instant } | null
  /** Places outside where heads were written down, and whether the chain still has those heads. */
  readonly anchors?: readonly AnchorCheck[]
}

type Broken = NonNullable<ChainCheck['broken']>

const holds = (text: string, digest: Digest): boolean => {
  try {
    return sha256(canonical(JSON.parse(text) as Json)) === digest
  } catch {
    return false
  }
}

type Prunings = Awaited<ReturnType<typeof prunings>>

/** Retention wrote down itself what it took: anything else that is missing was taken by somebody. */
const mayBeGone = ({ subject, at }: Entry, { taken, lost }: Prunings): boolean =>
  lost !== null || taken.some(({ application, before }) => application === subject.application && at < before)

/** What the entries of a page were made of: altered, or gone without a word. */
const payloadsOf = async (
  records: Records,
  entries: readonly Entry[],
  taken: Prunings,
): Promise<{ readonly broken: Broken | null; readonly pruned: number }> => {
  const texts = await payloadTexts(
    records,
    entries.map(({ payload }) => payload),
  )
  let pruned = 0
  for (const entry of entries) {
    const text = texts.get(entry.payload)
    if (text === undefined && mayBeGone(entry, taken)) pruned += 1
    else if (text === undefined)
      return { broken: { seq: entry.seq, text: words.payloadGone(entry.seq) }, pruned }
    else if (!holds(text, entry.payload))
      return { broken: { seq: entry.seq, text: words.payloadAltered(entry.seq) }, pruned }
  }
  return { broken: null, pruned }
}

const first = (one: Broken | null, other: Broken | null): Broken | null => {
  if (one === null || other === null) return one ?? other
  return other.seq < one.seq ? other : one
}

/**
 * Reads the whole chain, page by page, each following the head of the one before, with what entries were made of.
 * `pause`: lets what waits go first, since a page takes a moment and a ledger has many.
 */
export const readChain = async (
  records: Records,
  pause: () => Promise<void> = async () => {},
): Promise<ChainCheck> => {
  const taken = await prunings(records)
  const lost = taken.lost === null ? null : { seq: taken.lost, text: words.payloadGone(taken.lost) }
  let after: Head = genesis
  let [entries, pruned] = [0, 0]
  for (;;) {
    const found = await entriesToCheck(records, after.seq, page)
    if (found.length === 0) return { entries, broken: lost, pruned }
    const checked = verifyChain(found, { after })
    const payloads = await payloadsOf(records, found, taken)
    entries += found.length
    pruned += payloads.pruned
    const chain = checked.whole ? null : { seq: checked.seq, text: checked.problem.message }
    const broken = first(chain, payloads.broken)
    if (broken !== null || !checked.whole) return { entries, broken: first(broken, lost), pruned }
    after = checked.head
    await pause()
  }
}

/** The whole ledger, held against the heads that were written down outside: those find what the chain alone cannot. */
export const verifyLedger = async (parts: Parts, archive?: Digest): Promise<ChainCheck> => {
  const { records } = parts
  const chain = await readChain(records, setImmediate)
  const anchors = await anchorsRead(parts)
  const head = await ledgerHead(records)
  const against = anchors.flatMap(({ place, wrong }) =>
    wrong === null
      ? []
      : [
          {
            seq: wrong.seq,
            text:
              wrong.seq > head.seq
                ? words.anchorBeyond(place, wrong.seq, head.seq)
                : words.anchorDiffers(place, wrong.seq),
          },
        ],
  )
  const broken = against.reduce(first, chain.broken)
  return {
    ...chain,
    broken,
    ...(archive === undefined ? {} : { archive: await archiveIn(records, archive) }),
    ...(anchors.length === 0 ? {} : { anchors }),
  }
}
