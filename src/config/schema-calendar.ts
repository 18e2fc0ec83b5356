import { z } from 'zod'
import { calendarDocs as docs } from './documentation-calendar.ts'
import type { Expects } from './expectations.ts'
import { isDate, parseInstant } from './instants.ts'
import { leaf, read } from './leaves.ts'
import { timeZone } from './leaves-process.ts'
import { parseFolder } from './scalars.ts'
import { holidaySets, parseDays, parseOpen, parseTimeOfDay } from './scalars-calendar.ts'
import { key, required, table } from './tables.ts'

const days = '[A-Za-z]{3}([ ,-]+[A-Za-z]{3})*'
const range = read('openRange', parseOpen, `^${days} +\\d{1,2}:\\d\\d ?[-–] ?\\d{1,2}:\\d\\d$`)

const holidayFile = read(
  'holidays',
  (words) => (words.toLowerCase().endsWith('.ics') ? parseFolder(words) : undefined),
  '\\.[iI][cC][sS]$',
)

/** What is wrong with it is told apart: a missing offset is the commonest mistake. */
const wrong: Readonly<Record<Exclude<ReturnType<typeof parseInstant>, number>, Expects>> = {
  shape: 'freezeEdge',
  'no-zone': 'freezeZone',
  'no-such-date': 'freezeDate',
  'no-such-time': 'freezeTime',
}

const edge = z
  .string({ error: 'freezeEdge' })
  .meta({ pattern: '^\\d{4}-\\d\\d-\\d\\d([Tt].+)?$' })
  .superRefine((words, context) => {
    if (isDate(words)) return
    const instant = parseInstant(words)
    const isDay = /^\d{4}-\d\d-\d\d$/.test(words)
    if (typeof instant === 'string')
      context.addIssue({ code: 'custom', message: isDay ? 'freezeDate' : wrong[instant] })
  })

const freeze = table('freeze', {
  from: required(edge, docs.freezeFrom),
  to: required(edge, docs.freezeTo),
  why: required(leaf('freezeWhy', /^(?=.*\S)[^\p{Cc}]{1,300}$/u), docs.freezeWhy),
})

export const calendar = table('calendar', {
  'time-zone': required(timeZone, docs.timeZone),
  open: key(
    z.union(
      [
        range,
        z.array(range, { error: 'openRange' }).min(1, { error: 'openRange' }).max(50, { error: 'openRange' }),
      ],
      {
        error: 'openRange',
      },
    ),
    docs.open,
  ),
  'working-days': key(read('workingDays', parseDays, `^${days}$`), docs.workingDays),
  holidays: key(
    z
      .array(z.union([z.enum(holidaySets, { error: 'holidays' }), holidayFile], { error: 'holidays' }), {
        error: 'holidayList',
      })
      .max(50, { error: 'holidayList' }),
    docs.holidays,
  ),
  'eve-closes': key(read('timeOfDay', parseTimeOfDay, '^\\d{1,2}:\\d\\d$'), docs.eveCloses),
  freezes: key(z.array(freeze, { error: 'freezes' }).max(500, { error: 'freezes' }), docs.freezes),
  closing: key(z.enum(['roll-back', 'hold', 'finish'], { error: 'closing' }), docs.closing),
})

export const calendarKey = key(calendar, docs.calendar)

export type WrittenCalendar = z.output<typeof calendar>
