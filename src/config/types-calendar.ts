/** When a rollout may start or widen. As it was written, with defaults: files that it names are read by whoever asks. */
export type CalendarConfig = {
  /** A name of the time zone database. */
  readonly timeZone: string
  /** Half-open ranges of the wall's clock. */
  readonly open: readonly OpenRange[]
  /** 0 is Sunday. */
  readonly workingDays: readonly number[]
  /** `CA-federal`, `CA-ON`, or a file of the repository that ends in `.ics`. */
  readonly holidays: readonly string[]
  /** Minutes after midnight at which the window of an eve ends. */
  readonly eveCloses: number
  readonly freezes: readonly FreezeConfig[]
  /** What a canary does that cannot widen before closing. */
  readonly closing: 'roll-back' | 'hold' | 'finish'
}

/** On each of these days (0 is Sunday), from and until minutes after midnight; `until` is at most 1,440. */
export type OpenRange = {
  readonly days: readonly number[]
  readonly from: number
  readonly until: number
}

/** Dates (`2026-12-18`: whole days, both included, in the calendar's zone) or instants with offset (half-open). */
export type FreezeConfig = { readonly from: string; readonly to: string; readonly why: string }
