import type { NotifyEvent } from '../config/types-notify.ts'
import type { Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor, Subject } from '../ledger/entry.ts'
import { eventOf } from '../notices/events.ts'
import type { Records } from '../records/handle.ts'
import { addHappening } from '../records/happenings.ts'
import { putEntry } from '../records/ledger.ts'
import { announce } from './telling.ts'

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
  /** What it is to those who are told, where its action does not say it. */
  readonly event?: NotifyEvent
  /** What those who are told read below the text. */
  readonly lines?: readonly Text[]
}

/** Writes what happened into the ledger, and tells those who follow. Inside the transaction of the decision. */
export const journal = async (records: Records, note: Note): Promise<void> => {
  const { at, actor, action, subject, text } = note
  const entry = await putEntry(records, { at, actor, action, subject, payload: note.payload ?? { text } })
  const event = note.event ?? eventOf(action)
  if (event !== null)
    await announce(records, {
      event,
      by: { entry: entry.digest },
      at,
      application: subject.application,
      environment: subject.environment ?? null,
      release: subject.release ?? null,
      candidate: subject.candidate ?? null,
      text,
      lines: note.lines ?? [],
      alarm: note.level === 'alarm',
    })
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
