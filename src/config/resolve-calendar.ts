import type { WrittenCalendar } from './schema-calendar.ts'
import type { CalendarConfig } from './types-calendar.ts'

const usual = { days: [1, 2, 3, 4], from: 9 * 60, until: 16 * 60 } as const

/** A calendar with every default filled in; nothing where there is none. */
export const calendarFrom = (said: WrittenCalendar | undefined): { readonly calendar?: CalendarConfig } => {
  if (said === undefined) return {}
  const { open } = said
  return {
    calendar: {
      timeZone: said['time-zone'],
      open: open === undefined ? [usual] : Array.isArray(open) ? open : [open],
      workingDays: said['working-days'] ?? [1, 2, 3, 4, 5],
      holidays: said.holidays ?? [],
      eveCloses: said['eve-closes'] ?? 12 * 60,
      freezes: said.freezes ?? [],
      closing: said.closing ?? 'roll-back',
    },
  }
}
