import { formatTimeOfDay } from '../config/scalars-calendar.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { Zone } from '../kernel/zone.ts'
import { formatDay } from './dates.ts'
import { formatInstant, sayDay, sayInstantThere } from './say.ts'
import type { Freeze, Holiday } from './types.ts'

const named = (holidays: readonly Holiday[]): Text => {
  const all = holidays.map(({ name, kind }) => ({
    en: kind === 'own' ? name.en : `${name.en} (observed)`,
    fr: kind === 'own' ? name.fr : `${name.fr} (reporté)`,
  }))
  return say(
    (f) => f.list([...new Set(all.map(({ en }) => en))]),
    (f) => f.list([...new Set(all.map(({ fr }) => fr))]),
  )
}

export const holidayNamed = named

const endless: Text = { en: 'until somebody thaws it', fr: 'jusqu’à ce que quelqu’un le lève' }

/** For whom a freeze is none. */
export const butFor = (except: string | undefined): Text =>
  except === undefined
    ? { en: '', fr: '' }
    : { en: `, but for the label ${except}`, fr: `, sauf l’étiquette ${except}` }

/** What the server’s own calendar says. */
export const byFloor = (reason: Reason): Reason => ({
  ...reason,
  text: {
    en: `by the server’s policy: ${reason.text.en}`,
    fr: `par la politique du serveur : ${reason.text.fr}`,
  },
})

export const frozen = ({ why, until, by, except }: Freeze, zone: Zone): Reason => {
  const but = butFor(except)
  const end = sayInstantThere(until, zone)
  const finite = Number.isFinite(until)
  return {
    code: 'calendar-frozen',
    text: {
      en: `frozen ${finite ? `until ${end.en}` : endless.en}${but.en}: ${why}`,
      fr: `gelé ${finite ? `jusqu’au ${end.fr}` : endless.fr}${but.fr} : ${why}`,
    },
    values: {
      why,
      until: finite ? formatInstant(until, zone) : null,
      ...(by === undefined ? {} : { by }),
      ...(except === undefined ? {} : { except }),
    },
  }
}

export const holiday = (day: number, holidays: readonly Holiday[]): Reason => {
  const [date, names] = [sayDay(day), named(holidays)]
  return {
    code: 'calendar-holiday',
    text: { en: `${date.en} is a holiday: ${names.en}`, fr: `${date.fr} est un jour férié : ${names.fr}` },
    values: {
      date: formatDay(day),
      holidays: holidays.map(({ name, kind, set, source }) => ({ ...name, kind, set, source })),
    },
  }
}

export const notWorking = (day: number): Reason => {
  const date = sayDay(day)
  return {
    code: 'calendar-not-a-working-day',
    text: { en: `${date.en} is not a working day`, fr: `${date.fr} n’est pas un jour de travail` },
    values: { date: formatDay(day) },
  }
}

/** `next`: the holidays of the next day; none: it is a day on which nobody works. */
export const eve = (day: number, closed: number, next: readonly Holiday[]): Reason => {
  const [date, names, time] = [sayDay(day), named(next), formatTimeOfDay(closed)]
  return {
    code: 'calendar-eve',
    text: {
      en: `${date.en} is an eve and closes at ${time}: ${next.length === 0 ? 'nobody works the day after' : `${names.en} is the day after`}`,
      fr: `${date.fr} est une veille et ferme à ${time} : ${next.length === 0 ? 'personne ne travaille le lendemain' : `le lendemain, c’est ${names.fr}`}`,
    },
    values: { date: formatDay(day), closed: time },
  }
}

/** `ranges`: what is open on that day, as it was before eves and freezes. */
export const outside = (day: number, ranges: readonly { from: number; until: number }[]): Reason => {
  const date = sayDay(day)
  const times = ranges.map(({ from, until }) => `${formatTimeOfDay(from)}-${formatTimeOfDay(until)}`)
  const spoken = ranges.map(({ from, until }) => `de ${formatTimeOfDay(from)} à ${formatTimeOfDay(until)}`)
  return times.length === 0
    ? {
        code: 'calendar-no-window',
        text: { en: `nothing opens on ${date.en}`, fr: `rien n’ouvre le ${date.fr}` },
        values: { date: formatDay(day) },
      }
    : {
        code: 'calendar-outside-hours',
        text: say(
          (f) => `${date.en} is open ${f.list(times)} only`,
          (f) => `le ${date.fr} n’est ouvert que ${f.list(spoken)}`,
        ),
        values: { date: formatDay(day), open: times },
      }
}

export const windowOpen = (closes: number | null, zone: Zone): Reason => {
  const until = closes === null ? null : sayInstantThere(closes, zone)
  return {
    code: 'calendar-open',
    text:
      until === null
        ? { en: 'the window is open', fr: 'la fenêtre est ouverte' }
        : { en: `the window is open until ${until.en}`, fr: `la fenêtre est ouverte jusqu’au ${until.fr}` },
    values: { closes: closes === null ? null : formatInstant(closes, zone) },
  }
}

/** Names of events in an exported calendar. */
export const exported = {
  window: { en: 'releases may start', fr: 'les mises en production peuvent commencer' },
  frozen: { en: 'frozen', fr: 'gelé' },
  departure: { en: 'the train departs', fr: 'départ du train' },
} as const satisfies Record<string, Text>
