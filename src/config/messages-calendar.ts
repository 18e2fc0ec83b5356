import { formats, type Text } from '../kernel/text.ts'
import { problem } from './messages.ts'
import { dayNames, formatTimeOfDay } from './scalars-calendar.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

type Range = { readonly from: number; readonly until: number }

const times = ({ from, until }: Range): string => `${formatTimeOfDay(from)}-${formatTimeOfDay(until)}`
const dayList = (days: readonly number[], language: 'en' | 'fr'): string =>
  formats[language].list(days.map((day) => dayNames[day] ?? ''))

export const emptyWindow = (range: Range) =>
  problem(
    'empty-window',
    `\`${times(range)}\` is a window of no length`,
    `\`${times(range)}\` est une fenêtre sans durée`,
    {
      expected: words('an end after the beginning', 'une fin après le début'),
      todo: words(
        'make it longer, or take it out: `00:00-24:00` is the whole day',
        'allongez-la, ou retirez-la : `00:00-24:00` est la journée entière',
      ),
    },
  )

export const windowOverMidnight = ({ from, until }: Range) =>
  problem(
    'window-over-midnight',
    `\`${times({ from, until })}\` ends before it begins`,
    `\`${times({ from, until })}\` finit avant d’avoir commencé`,
    {
      expected: words('an end after the beginning, on the same day', 'une fin après le début, le même jour'),
      todo: words(
        `over midnight it is two ranges, which count as one window: \`${formatTimeOfDay(from)}-24:00\`, and \`00:00-${formatTimeOfDay(until)}\` on the days after`,
        `par-delà minuit, ce sont deux plages, qui ne font qu’une fenêtre : \`${formatTimeOfDay(from)}-24:00\`, et \`00:00-${formatTimeOfDay(until)}\` les jours suivants`,
      ),
    },
  )

export const windowsOverlap = (range: Range, other: Range, days: readonly number[]) =>
  problem(
    'windows-overlap',
    `\`${times(range)}\` and \`${times(other)}\` overlap on ${dayList(days, 'en')}`,
    `\`${times(range)}\` et \`${times(other)}\` se chevauchent : ${dayList(days, 'fr')}`,
    {
      expected: words(
        'ranges of one day that are apart, or that touch',
        'des plages d’un même jour qui sont séparées, ou qui se touchent',
      ),
      todo: words('write one range that holds both', 'écrivez une seule plage qui contient les deux'),
    },
  )

export const windowNeverOpens = (days: readonly number[]) =>
  problem(
    'window-never-opens',
    `this window never opens: nobody works on ${dayList(days, 'en')}`,
    `cette fenêtre n’ouvre jamais : personne ne travaille (${dayList(days, 'fr')})`,
    {
      expected: words('days that are working days', 'des jours qui sont des jours de travail'),
      todo: words(
        'choose others, or name them in `working-days`',
        'choisissez-en d’autres, ou nommez-les dans `working-days`',
      ),
    },
  )

/** A warning: part of a range lies on days that are none of work. */
export const windowPartlyShut = (days: readonly number[]) =>
  problem(
    'window-partly-shut',
    `nothing opens on ${dayList(days, 'en')}: nobody works then`,
    `rien n’ouvre (${dayList(days, 'fr')}) : personne ne travaille alors`,
    {
      expected: words('days that are working days', 'des jours qui sont des jours de travail'),
      todo: words(
        'leave them out, or name them in `working-days`',
        'omettez-les, ou nommez-les dans `working-days`',
      ),
    },
  )

export const freezeMixed = () =>
  problem(
    'freeze-mixed',
    'one end of the freeze is a date and the other an instant',
    'une borne du gel est une date et l’autre un instant',
    {
      expected: words('two dates, or two instants with offset', 'deux dates, ou deux instants avec décalage'),
      todo: words('write both in the same way', 'écrivez les deux de la même façon'),
    },
  )

export const freezeBackwards = (from: string, to: string, dates: boolean) =>
  problem(
    'freeze-ends-early',
    `the freeze ends at ${to}, ${dates ? 'before it begins' : 'not after it begins'} (${from})`,
    `le gel finit le ${to}, ${dates ? 'avant' : 'pas après'} son début (${from})`,
    {
      expected: dates
        ? words(
            'a last date that is not before the first one',
            'une dernière date qui n’est pas avant la première',
          )
        : words('an end after the beginning', 'une fin après le début'),
      todo: words('exchange them, or correct one', 'échangez-les, ou corrigez-en une'),
    },
  )

export const holidaysTwice = (name: string) =>
  problem('named-twice', `\`${name}\` is named twice`, `\`${name}\` est nommé deux fois`, {
    expected: words('each name once', 'chaque nom une seule fois'),
    todo: words('name it once', 'nommez-le une fois'),
  })

/** A warning: every public holiday would count as a day of work. */
export const noHolidays = () =>
  problem(
    'no-holidays',
    'the calendar names no holidays: each of them counts as a day of work',
    'le calendrier ne nomme aucun jour férié : chacun compte comme un jour de travail',
    {
      expected: words(
        'the holidays of those who would be called',
        'les jours fériés de ceux qu’on appellerait',
      ),
      todo: words(
        'name them: `holidays: [CA-federal, CA-ON]`, or a file that ends in `.ics`',
        'nommez-les : `holidays: [CA-federal, CA-ON]`, ou un fichier dont le nom finit par `.ics`',
      ),
    },
  )
