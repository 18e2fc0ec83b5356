import type { Departure } from '../calendar/month.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import type { Instant } from '../kernel/time.ts'

/** The calendar in force in an environment: what a client needs to compute all the rest itself. */
export type CalendarView = {
  readonly application: string
  readonly environment: string
  /** The release whose calendar it is; null where nothing runs yet. */
  readonly release: number | null
  /** Null: none is declared. */
  readonly calendar: CalendarConfig | null
  /** Texts of the holiday files that it names, by path. */
  readonly files: Readonly<Record<string, string>>
  /** Of the running server, beside those of the calendar. `until` null: until somebody thaws. */
  readonly freezes: readonly {
    readonly from: Instant
    readonly until: Instant | null
    readonly why: string
    readonly by: string
    /** Candidates with this label go on. */
    readonly except: string | null
  }[]
  /** The server's own, too, by its policy file: it is open only where both are; null: none. */
  readonly floor: {
    readonly file: string
    readonly calendar: CalendarConfig
    readonly files: Readonly<Record<string, string>>
  } | null
  /** Of the next weeks. */
  readonly departures: readonly Departure[]
}
