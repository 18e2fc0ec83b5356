import type { Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor, Subject } from '../ledger/entry.ts'
import type { Records } from '../records/handle.ts'
import { addHappening } from '../records/happenings.ts'
import { putEntry } from '../records/ledger.ts'

export const engineActor: Actor = { kind: 'ecluse', name: 'engine' }
export const judgeActor: Actor = { kind: 'ecluse', name: 'judge' }

export type Note = {
  readonly at: Instant
  readonly actor: Actor
  /** A verb in the past, lower case with dashes. */
  readonly action: string
  readonly subject: Subject & { readonly application: string }
  readonly payload?: Json
  readonly text: Text
  readonly level?: 'info' | 'alarm'
}

/** Writes what happened into the ledger, and tells those who follow. Inside the transaction of the decision. */
export const journal = async (records: Records, note: Note): Promise<void> => {
  const { at, actor, action, subject, text } = note
  await putEntry(records, { at, actor, action, subject, payload: note.payload ?? { text } })
  await tell(records, { at, subject, kind: action, text, level: note.level ?? 'info' })
}

/** Tells those who follow, without an entry in the ledger: progress. */
export const tell = (
  records: Records,
  news: {
    readonly at: Instant
    readonly subject: Subject & { readonly application: string }
    readonly kind: string
    readonly text: Text
    readonly level: 'info' | 'alarm' | 'progress'
  },
): Promise<number> =>
  addHappening(records, {
    at: news.at,
    application: news.subject.application,
    environment: news.subject.environment ?? null,
    candidate: news.subject.candidate ?? null,
    rollout: news.subject.rollout ?? null,
    kind: news.kind,
    text: news.text,
    level: news.level,
  })
