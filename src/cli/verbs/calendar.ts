import { calendarOf } from '../../calendar/calendar.ts'
import { type Day, parseDay } from '../../calendar/dates.ts'
import { exportCalendar } from '../../calendar/ics-export.ts'
import { type Departure, daysFrom } from '../../calendar/month.ts'
import { formatInstant } from '../../calendar/say.ts'
import type { Calendar, Freeze } from '../../calendar/types.ts'
import { dayAt, windowAt } from '../../calendar/windows.ts'
import { within } from '../../calendar/within.ts'
import type { CalendarConfig } from '../../config/types-calendar.ts'
import type { CalendarView } from '../../engine/facade-calendar.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import { calendarHere } from '../calendar-here.ts'
import { judgedLine, judgeLines, readInstant } from '../calendar-judge.ts'
import type { ExitCode } from '../exit.ts'
import { notHere } from '../messages.ts'
import * as say from '../messages-calendar.ts'
import { needFolder } from '../need-folder.ts'
import { calendarLines } from '../render/calendar.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

/** `--at`: the file decides, nothing is asked and nothing started. */
const judge = async (context: Context, given: Given, at: string): Promise<ExitCode> => {
  const { terminal, machine } = context
  const here = await calendarHere(context, given.argument)
  const { calendar, config, environment, shown } = here
  // Before the input is read: what a pipe says stays apart from what it asked.
  terminal.aside(say.fileJudges(shown, environment))
  if (config === null) terminal.aside(say.noCalendar(environment))
  if (at !== '-') {
    const answer = windowAt(calendar, readInstant(at, null))
    if (terminal.json) terminal.raw(judgedLine(at, answer, calendar))
    else terminal.say(...say.answer(answer, calendar.zone))
    return 0
  }
  const parts = machine.input.parts?.() ?? [await machine.input.read()]
  const all = async function* () {
    yield* parts
  }
  await judgeLines(all(), calendar, terminal.json ? 'json' : terminal.language, (text) => terminal.raw(text))
  return 0
}

/** What is shown: a calendar, and who says so. */
type Shown = {
  readonly application: string
  readonly environment: string
  readonly release: number | null
  readonly calendar: Calendar
  readonly declared: boolean
  /** The server’s policy file that closes, too; null: none does. */
  readonly floor: string | null
  /** Whether that one is all there is. */
  readonly alone: boolean
  readonly departures: readonly Departure[]
}

const made = async (
  config: CalendarConfig | null,
  files: Readonly<Record<string, string>>,
  freezes: readonly Freeze[],
): Promise<Calendar> =>
  Object.keys(files).length === 0
    ? calendarOf(config, { freezes })
    : (await import('../../calendar/whole.ts')).wholeCalendar(config, files, freezes)

/** Open where the calendar in force is, and the server's own. */
const calendarFrom = async ({ calendar, files, freezes: said, floor }: CalendarView): Promise<Calendar> => {
  const freezes = said.map(
    ({ until, except, ...freeze }): Freeze => ({
      ...freeze,
      until: until ?? Number.POSITIVE_INFINITY,
      ...(except === null ? {} : { except }),
    }),
  )
  if (floor === null) return made(calendar, files, freezes)
  if (calendar === null) return made(floor.calendar, floor.files, freezes)
  return within(await made(calendar, files, freezes), await made(floor.calendar, floor.files, []))
}

const fromServer = async (context: Context): Promise<Shown> => {
  const { machine, server, environment } = context
  if (server === null && machine.platform !== 'linux')
    throw new ProblemError(notHere(machine.platform, 'calendar'))
  needFolder(context)
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, 'calendar')
  const view = await client.get<CalendarView>(pathOf(application, 'calendar'), { environment })
  const { release, departures, floor } = view
  const calendar = await calendarFrom(view)
  return {
    application,
    environment: view.environment,
    release,
    calendar,
    declared: view.calendar !== null || floor !== null,
    floor: floor?.file ?? null,
    alone: view.calendar === null,
    departures,
  }
}

const fromFile = async (context: Context, file: string): Promise<Shown> => {
  const { application, environment, calendar, config, shown } = await calendarHere(context, file)
  context.terminal.aside(say.fileJudges(shown, environment))
  return {
    application,
    environment,
    release: null,
    calendar,
    declared: config !== null,
    floor: null,
    alone: false,
    departures: [],
  }
}

const firstDay = (context: Context, given: Given, calendar: Calendar): Day => {
  const words = wordOf(given, 'from')
  if (words === null) return dayAt(calendar, context.now())
  const day = parseDay(words)
  if (day === undefined) throw new ProblemError(say.badFrom(words))
  return day
}

const weeksOf = (given: Given): number => {
  const words = wordOf(given, 'weeks')
  if (words === null) return 4
  if (!/^[1-9]\d?$/.test(words) || Number(words) > 53) throw new ProblemError(say.badWeeks(words))
  return Number(words)
}

const asJson = (
  { application, environment, release, calendar, departures, declared, floor }: Shown,
  first: Day,
  count: number,
) => ({
  application,
  environment,
  release,
  timeZone: declared ? calendar.zone.name : null,
  floor,
  days: daysFrom(calendar, first, count, departures).map(
    ({ day: _, holidays, windows, freezes, departures: leaving, ...rest }) => ({
      ...rest,
      holidays: holidays.map(({ name, kind, set, source }) => ({ name, kind, set, source })),
      windows: windows.map(({ from, until }) => ({
        from: formatInstant(from, calendar.zone),
        until: formatInstant(until, calendar.zone),
      })),
      freezes: freezes.map(({ from, until, ...freeze }) => ({
        from: formatInstant(from, calendar.zone),
        until: Number.isFinite(until) ? formatInstant(until, calendar.zone) : null,
        ...freeze,
      })),
      departures: leaving.map(({ at, holds }) => ({
        at: formatInstant(at, calendar.zone),
        holds: holds ?? null,
      })),
    }),
  ),
})

const show = (context: Context, shown: Shown, first: Day, count: number): void => {
  const { terminal } = context
  const { calendar, environment, release, declared, floor, alone } = shown
  if (!declared) terminal.say(release === null ? say.nothingYet(environment) : say.noCalendar(environment))
  const days = daysFrom(calendar, first, count, shown.departures)
  terminal.say(
    ...(declared ? [say.title(environment, calendar.zone.name, first, first + count - 1, release)] : []),
    ...(floor === null ? [] : [say.withFloor(floor, alone)]),
    ...(declared || calendar.freezes.length > 0
      ? calendarLines(calendar, days, context.now(), terminal.columns)
      : []),
    ...say.now(windowAt(calendar, context.now()), calendar.zone),
  )
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const [at, format] = [wordOf(given, 'at'), wordOf(given, 'export')]
  if (format !== null && format !== 'ics') throw new ProblemError(say.badExport(format))
  if (at !== null) return judge(context, given, at)
  const shown = given.argument === null ? await fromServer(context) : await fromFile(context, given.argument)
  const [first, count] = [firstDay(context, given, shown.calendar), weeksOf(given) * 7]
  if (format === 'ics')
    terminal.raw(
      exportCalendar(shown.calendar, {
        from: shown.calendar.zone.instantOf(first * 86_400_000),
        days: count,
        name: `${shown.application} ${shown.environment}`,
        at: context.now(),
        language: terminal.language,
        departures: shown.departures,
      }),
    )
  else if (terminal.json) terminal.document('calendar', asJson(shown, first, count))
  else show(context, shown, first, count)
  return 0
}

export const calendar: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'FILE', fr: 'FICHIER' },
    says: {
      en: 'an ecluse.yaml that is judged or shown; without: --at takes the one here, all else the server’s',
      fr: 'un ecluse.yaml à juger ou à montrer ; sans cela : --at prend celui d’ici, le reste celui du serveur',
    },
  },
  more: [
    {
      en: 'Without --at and FILE the server is asked: the calendar in force, its freezes and departures. A file judges without freezes of the server, and is not the policy in force. Every answer ends with 0; the verdict stands in it.',
      fr: 'Sans --at ni FICHIER, le serveur répond : le calendrier en vigueur, ses gels et ses départs. Un fichier juge sans les gels du serveur, et n’est pas la politique en vigueur. Toute réponse se termine par 0 ; le verdict s’y trouve.',
    },
  ],
  options: [
    {
      flags: '--from <date>',
      says: {
        en: 'first day that is shown; without: today',
        fr: 'premier jour montré ; sans cela : aujourd’hui',
      },
    },
    {
      flags: '--weeks <n>',
      says: { en: 'how many weeks are shown (4)', fr: 'combien de semaines sont montrées (4)' },
    },
    {
      flags: '--at <instant>',
      says: {
        en: 'judges an instant with offset, such as 2026-11-26T09:00-05:00; -: one a line from standard input',
        fr: 'juge un instant avec décalage, tel que 2026-11-26T09:00-05:00 ; - : un par ligne sur l’entrée standard',
      },
    },
    {
      flags: '--export <format>',
      says: { en: 'ics: for a calendar program', fr: 'ics : pour un logiciel d’agenda' },
    },
  ],
  examples: [
    {
      line: 'ecluse calendar --environment production --weeks 6',
      says: { en: 'six weeks of production', fr: 'six semaines de la production' },
    },
    {
      line: 'ecluse calendar --at 2026-12-24T12:00-05:00',
      says: { en: 'may a rollout start then?', fr: 'une mise en production peut-elle commencer alors ?' },
    },
  ],
  json: {
    en: '{application,environment,release,timeZone,floor,days:[{date,weekday,working,eve,holidays,windows,freezes,departures}]}; with --at one line each {at,verdict:"pass"|"hold",reasons:[{code,text}],opens}',
    fr: '{application,environment,release,timeZone,floor,days:[{date,weekday,working,eve,holidays,windows,freezes,departures}]} ; avec --at, une ligne chacun {at,verdict:"pass"|"hold",reasons:[{code,text}],opens}',
  },
  run,
}
