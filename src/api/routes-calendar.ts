import { z } from 'zod'
import type { CalendarView } from '../engine/facade-calendar.ts'
import { instant, name, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const days = z.array(z.int().min(0).max(6)).describe('0 is Sunday')
const minutes = z.int().min(0).max(1_440).describe('Minutes after midnight')

const calendar = name(
  'Calendar',
  z.object({
    timeZone: z.string(),
    open: z.array(z.object({ days, from: minutes, until: minutes })),
    workingDays: days,
    holidays: z.array(z.string()),
    eveCloses: minutes,
    freezes: z.array(z.object({ from: z.string(), to: z.string(), why: z.string() })),
    closing: z.enum(['roll-back', 'hold', 'finish']),
  }),
)

const view = name(
  'CalendarInForce',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int().nullable(),
    calendar: calendar.nullable(),
    files: z.record(z.string(), z.string()).describe('Texts of the holiday files that it names, by path'),
    freezes: z
      .array(
        z.object({
          from: instant,
          until: instant.nullable(),
          why: z.string(),
          by: z.string(),
          except: z.string().nullable().describe('Candidates with this label go on'),
        }),
      )
      .describe('Of the running server, beside those of the calendar'),
    floor: z
      .object({ file: z.string(), calendar, files: z.record(z.string(), z.string()) })
      .nullable()
      .describe('The server’s own, too: it is open only where both are'),
    departures: z.array(z.object({ at: instant, holds: text.exactOptional() })),
  }),
) satisfies z.ZodType<CalendarView>

export const calendarRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/applications/{application}/calendar',
    id: 'calendar',
    summary: 'The calendar in force in an environment, with what is needed to compute from it',
    params: z.object({ application: plainName }),
    query: z.object({ environment: plainName.exactOptional() }),
    body: null,
    answers: 'json',
    schema: view,
    handle: ({ engine }, { params, query }) =>
      engine.calendar({ application: params.application, environment: query.environment ?? null }),
  }),
]
