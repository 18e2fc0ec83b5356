import type { NotifyEvent, NotifyKind } from '../config/types-notify.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Where } from './facade.ts'

/** A receiver that takes nothing: what waits for it is tried again. */
export type DeafView = {
  readonly environment: string
  readonly kind: NotifyKind
  /** Name of its secret. */
  readonly to: string
  readonly since: Instant
  readonly why: Text
  readonly waiting: number
  /** Messages that were left out so far. */
  readonly dropped: number
}

export type ReceiverView = {
  readonly environment: string
  readonly kind: NotifyKind
  readonly to: string
  readonly events: readonly NotifyEvent[]
  readonly role: string | null
  readonly first: Language
  /** The release whose file names it; null: a candidate's, before anything runs. */
  readonly release: number | null
  readonly waiting: number
  readonly takenAt: Instant | null
  readonly failingSince: Instant | null
  readonly why: Text | null
  readonly dropped: number
}

export type NotifyView = {
  readonly application: string
  readonly receivers: readonly ReceiverView[]
}

export type NotifyTestView = {
  readonly text: Text
  readonly receivers: readonly {
    readonly environment: string
    readonly kind: NotifyKind
    readonly to: string
    /** One of several persons; null: all of them. */
    readonly recipient: string | null
    readonly taken: boolean
    readonly why: Text | null
  }[]
}

export type NotifyFacade = {
  /** Who is told of an application, and how each receiver is. */
  view(where: Where): Promise<NotifyView>
  /** Sends a message to each receiver now, once, whatever its events; what each said. */
  test(where: Where, actor: Actor): Promise<NotifyTestView>
}
