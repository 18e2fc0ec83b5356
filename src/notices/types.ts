import type { NotifyEvent } from '../config/types-notify.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'

/** `test`: a person asked whether a receiver takes anything. */
export type NoticeEvent = NotifyEvent | 'test'

/** One thing that people are told. The same for every receiver. JSON-serialisable: it is kept until it is delivered. */
export type Notice = {
  /** The same for ever: whoever is told again knows it by this. Letters, digits and `-`. */
  readonly id: string
  readonly at: Instant
  readonly event: NoticeEvent
  readonly application: string
  readonly environment: string | null
  readonly release: number | null
  readonly text: Text
  /** What belongs to it: why, the values, what to do next. */
  readonly lines: readonly Text[]
  /** Whom it waits for; empty: nobody in particular. */
  readonly roles: readonly string[]
  readonly alarm: boolean
  /** Zone in which its times are told; null: UTC. */
  readonly zone: string | null
}

/** One language of a letter. */
export type Part = { readonly language: Language; readonly title: string; readonly lines: readonly string[] }

/** A notice as people read it: both languages, in the order that the receiver wants. */
export type Letter = {
  /** One line, both languages; at most 200 characters. */
  readonly subject: string
  readonly parts: readonly [Part, Part]
}
