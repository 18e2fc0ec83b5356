import type { TrainConfig } from '../config/types-train.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { DoneView, Where } from './facade.ts'

/** The departure board of one environment. */
export type TrainView = {
  readonly application: string
  readonly environment: string
  /** The release whose timetable it is; null where nothing runs yet. */
  readonly release: number | null
  /** Null: no train is in force. */
  readonly train: TrainConfig | null
  readonly timeZone: string | null
  readonly now: Instant
  /** In order of time: the last ones that left or did not, and those that come. */
  readonly departures: readonly DepartureView[]
}

export type DepartureView = {
  /** What commands call it. */
  readonly id: string
  readonly at: Instant
  readonly cutOff: Instant
  readonly kind: 'timetable' | 'extra' | 'after-rollback'
  readonly state: 'boarding' | 'closed' | 'delayed' | 'not-leaving' | 'left' | 'cancelled'
  /** What it carries, from its cut-off on. */
  readonly candidate: { readonly id: string; readonly number: number; readonly release: number | null } | null
  readonly aboard: readonly PassengerView[]
  /** What holds it, and why it does not leave or did not. */
  readonly holds: readonly Text[]
  /** Who waits and is not aboard. */
  readonly left: readonly { readonly candidate: string; readonly number: number; readonly why: Text }[]
}

export type PassengerView = {
  readonly candidate: string
  readonly number: number
  readonly commit: string
  readonly subject: string
  readonly by: string
  /** Whose `ecluse.yaml` and commit the train takes. */
  readonly leads: boolean
}

/** An extra train (`at` null: now), or another time or none for one of the timetable. */
export type TrainOrder = {
  readonly order: 'extra' | 'delay' | 'cancel'
  /** Of delay and cancel. */
  readonly departure: string | null
  readonly at: Instant | null
  /** Of an extra one: the number of the candidate that alone it is for, with what that contains; left out: whoever boarded. */
  readonly candidate?: number | null
  readonly why: string
}

export type TrainFacade = {
  view(where: Where): Promise<TrainView>
  /** For administrators, and whoever has the conductor's role by the approvers in force. */
  order(where: Where & TrainOrder, actor: Actor, admin: boolean): Promise<DoneView>
}
