import type { CalendarConfig } from '../config/types-calendar.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { Zone } from '../kernel/zone.ts'
import type { Day } from './dates.ts'

/** From and until: half-open. */
export type Span = { readonly from: Instant; readonly until: Instant }

/** A span in which no rollout starts or widens. `until` may be infinite: until somebody thaws. */
export type Freeze = Span & {
  readonly why: string
  /** Who froze it while the server ran; absent: it stands in the file. */
  readonly by?: string
  /** Candidates with this label go on; absent: nobody does. */
  readonly except?: string
}

/** `observed`: the working day that a holiday on a weekend moves to; its own date is closed, too. */
export type Holiday = {
  readonly day: Day
  readonly name: Text
  readonly kind: 'own' | 'observed'
  /** `CA-ON`, or the file. */
  readonly set: string
  /** Statute and section, or where in the file. */
  readonly source: string
}

/** The holidays of one year of one set, in order; asked for a year at a time, so that none is endless. */
export type HolidaySet = (year: number) => readonly Holiday[]

/** A calendar ready to be asked. Not data: made from its config, the files that it names, and freezes. */
export type Calendar = {
  readonly zone: Zone
  /** Null: no calendar is declared; only freezes close. */
  readonly config: CalendarConfig | null
  readonly holidaysOn: (day: Day) => readonly Holiday[]
  /** In order of their beginning. */
  readonly freezes: readonly Freeze[]
  readonly segmentsOn: (day: Day) => readonly Segment[]
  /** The same without any freeze, made once. */
  readonly unfrozen: () => Calendar
}

/** A stretch of one day in which nothing changes. */
export type Segment = Span & {
  readonly open: boolean
  /** Why it is closed, in order of weight; empty where it is open. */
  readonly reasons: readonly Reason[]
}

/** `closes` and `opens` are null where none comes in ten years, freezes aside. */
export type Answer =
  | { readonly verdict: 'pass'; readonly reasons: readonly Reason[]; readonly closes: Instant | null }
  | { readonly verdict: 'hold'; readonly reasons: readonly Reason[]; readonly opens: Instant | null }
