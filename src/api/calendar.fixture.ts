import type { CalendarView } from '../engine/facade-calendar.ts'

/** A calendar in force, as a server would say it. */
export const calendarInForce = (environment: string | null): CalendarView => ({
  application: 'hello',
  environment: environment ?? 'production',
  release: 142,
  calendar: null,
  files: {},
  freezes: [],
  floor: null,
  departures: [],
})
