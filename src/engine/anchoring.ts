import type { AnchorConfig } from '../config/types-audit.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Head } from '../ledger/entry.ts'
import { environments } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { digestAt, entriesBesides, headsNoted, ledgerHead, ledgerName, putEntry } from '../records/ledger.ts'
import { engineActor } from './journal.ts'
import * as words from './messages-ledger.ts'
import { mendAnchor } from './messages-stalled.ts'
import type { Parts } from './parts.ts'
import { rulingCandidate } from './policy-in-force.ts'
import { type Errand, stalls } from './stalled.ts'
import type { Works } from './works.ts'

const often: Ms = 600_000
const looked: Ms = 60_000

export type AnchorCheck = {
  /** As people name it. */
  readonly place: string
  readonly heads: number
  /** The last head that was written down there. */
  readonly last: { readonly seq: number; readonly at: Instant } | null
  /** The first head that the chain does not have; null: it has all. */
  readonly wrong: Head | null
  /** What the chain says was written down there and does not stand there any more; null: nothing. */
  readonly lost?: { readonly seq: number; readonly by: number } | null
  /** Heads of other ledgers, where none of this one stands there. */
  readonly others?: number
  /** Why it could not be read; null: it was. */
  readonly why: Text | null
}

const nameOf = (place: AnchorConfig): string =>
  'file' in place ? place.file : `${place.repository} ${place.branch}`

type Named = { readonly place: AnchorConfig; readonly applications: readonly string[] }

/** Places that files of releases which run here name, each once, with whose files do. */
const anchorPlaces = async (parts: Parts): Promise<readonly Named[]> => {
  const found = new Map<string, Named>()
  for (const row of await environments(parts.records)) {
    const place = (await rulingCandidate({ parts }, row))?.config.audit?.anchor
    if (place === undefined) continue
    const applications = found.get(nameOf(place))?.applications ?? []
    found.set(nameOf(place), { place, applications: [...new Set([...applications, row.application])] })
  }
  return [...found.values()]
}

const errandOf = ({ place, applications }: Named): Errand => ({
  key: `anchor ${nameOf(place)}`,
  applications,
  begun: 'anchor-failed',
  ended: 'anchored',
  is: (_, payload) => payload['place'] === nameOf(place),
})

const whyOf = (error: unknown): Text =>
  (error instanceof ProblemError ? error.problems[0]?.message : undefined) ?? words.anchorBroke()

/** Every head that was written down anywhere, held against the chain. */
export const anchorsRead = async (parts: Parts): Promise<readonly AnchorCheck[]> => {
  const { records, anchors } = parts
  const ledger = await ledgerName(records)
  if (anchors === undefined || ledger === null) return []
  const noted = await headsNoted(records)
  const checks: AnchorCheck[] = []
  for (const { place } of await anchorPlaces(parts)) {
    const name = nameOf(place)
    try {
      const heads = await anchors.read(place, ledger)
      let wrong: Head | null = null
      for (const head of heads) {
        if (wrong === null && (await digestAt(records, head.seq)) !== head.digest) wrong = head
      }
      const last = heads.at(-1)
      const there = new Set(heads.map(({ digest }) => digest))
      const lost = noted.find((one) => one.place === name && !there.has(one.head.digest))
      const others = last === undefined ? ((await anchors.others?.(place, ledger)) ?? 0) : 0
      checks.push({
        place: name,
        heads: heads.length,
        last: last === undefined ? null : { seq: last.seq, at: last.at },
        wrong: wrong === null ? null : { seq: wrong.seq, digest: wrong.digest },
        lost: lost === undefined ? null : { seq: lost.head.seq, by: lost.by },
        ...(others === 0 ? {} : { others }),
        why: null,
      })
    } catch (error) {
      checks.push({ place: name, heads: 0, last: null, wrong: null, why: whyOf(error) })
    }
  }
  return checks
}

/** The worker that writes the head down outside, where something happened since the last time. */
export const anchoring = (works: Pick<Works, 'parts' | 'stalled'>): (() => Promise<Ms>) => {
  const { parts } = works
  const said = new Map<string, { readonly seq: number; readonly at: Instant }>()

  const one = async (named: Named, ledger: string, head: Head): Promise<void> => {
    const name = nameOf(named.place)
    const at = parts.clock.now()
    const note = (action: string, text: Text) => (records: Records) =>
      putEntry(records, {
        at,
        actor: engineActor,
        action,
        subject: {},
        payload: { place: name, seq: head.seq, digest: head.digest, text },
      })
    try {
      await parts.anchors?.put(named.place, ledger, { ...head, at })
    } catch (error) {
      const text = words.anchorFailed(name, whyOf(error))
      const failed = note('anchor-failed', text)
      await stalls(works, errandOf(named), { text, todo: mendAnchor }, failed)
      parts.trouble(`anchor ${name}`, error)
      return
    }
    said.set(name, { seq: head.seq, at })
    works.stalled.set(errandOf(named).key, null)
    await inTransaction(parts.records, note('anchored', words.anchored(name, head.seq)))
  }

  return async () => {
    const { records, anchors } = parts
    const ledger = await ledgerName(records)
    if (anchors === undefined || ledger === null) return looked
    for (const named of await anchorPlaces(parts)) {
      const before = said.get(nameOf(named.place)) ?? { seq: 0, at: Number.NEGATIVE_INFINITY }
      if (parts.clock.now() - before.at < often) continue
      // An anchor's own entry is no news: else it would be written down for ever.
      if ((await entriesBesides(records, before.seq, ['anchored', 'anchor-failed'])) === 0) continue
      await one(named, ledger, await ledgerHead(records))
    }
    return looked
  }
}
