import { butFor, holidayNamed } from '../calendar/messages.ts'
import { sayDay, sayInstant } from '../calendar/say.ts'
import type { Answer, Freeze, Holiday } from '../calendar/types.ts'
import { formatTimeOfDay } from '../config/scalars-calendar.ts'
import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { join, say, type Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const headings = {
  holidays: text('holidays', 'jours fériés'),
  eves: text('eves', 'veilles'),
  freezes: text('frozen', 'gels'),
  departures: text('departures', 'départs'),
} as const

export const marks = {
  holiday: text('holiday', 'férié'),
  frozen: text('frozen', 'gelé'),
  eve: text('eve', 'veille'),
  closed: text('–', '–'),
} as const

export const months: Readonly<Record<'en' | 'fr', readonly string[]>> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juill.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
}

export const title = (
  environment: string,
  zone: string,
  from: number,
  until: number,
  release: number | null,
): Text => {
  const [first, last] = [sayDay(from), sayDay(until)]
  return text(
    `${environment}   ${first.en} to ${last.en}   ${zone}${release === null ? '' : `   as release ${release} has it`}`,
    `${environment}   du ${first.fr} au ${last.fr}   ${zone}${release === null ? '' : `   selon la version ${release}`}`,
  )
}

/** `alone`: the application has no calendar of its own. */
export const withFloor = (file: string, alone: boolean): Text =>
  alone
    ? text(
        `the calendar of the server’s policy ${file}, which holds for every application`,
        `le calendrier de la politique du serveur ${file}, qui vaut pour toutes les applications`,
      )
    : text(
        `open only where the server’s policy ${file} is open, too`,
        `ouvert seulement là où la politique du serveur ${file} l’est aussi`,
      )

export const fileJudges = (file: string, environment: string): Text =>
  text(
    `judged by ${file} as it stands here, for ${environment}: without freezes of the server, and not by the policy in force`,
    `jugé selon ${file} tel qu’il est ici, pour ${environment} : sans les gels du serveur, ni selon la politique en vigueur`,
  )

export const noCalendar = (environment: string): Text =>
  text(
    `${environment} has no calendar: a rollout may start at any time`,
    `${environment} n’a pas de calendrier : une mise en production peut commencer à tout moment`,
  )

export const nothingYet = (environment: string): Text =>
  text(
    `nothing runs in ${environment} yet, so no calendar is in force: ecluse calendar ecluse.yaml shows what the file here will bring`,
    `rien ne fonctionne encore dans ${environment}, aucun calendrier n’y est donc en vigueur : ecluse calendar ecluse.yaml montre ce qu’apportera le fichier d’ici`,
  )

/** The last words of what is shown: how it stands now. */
export const now = (given: Answer, zone: Zone): readonly Text[] => {
  const [first, ...rest] = answer(given, zone)
  return first === undefined ? [] : [text(`now: ${first.en}`, `maintenant : ${first.fr}`), ...rest]
}

export const answer = (given: Answer, zone: Zone): readonly Text[] => {
  if (given.verdict === 'pass') return given.reasons.map((reason) => reason.text)
  const opens = given.opens === null ? null : sayInstant(given.opens, zone)
  const endless = given.reasons.some(
    ({ code, values }) => code === 'calendar-frozen' && values?.['until'] === null,
  )
  const never = endless
    ? text('closed until somebody thaws it', 'fermé jusqu’à ce que quelqu’un lève le gel')
    : text('closed, and nothing opens in ten years', 'fermé, et rien n’ouvre d’ici dix ans')
  return [
    opens === null ? never : text(`closed; opens ${opens.en}`, `fermé ; ouvre le ${opens.fr}`),
    ...given.reasons.map((reason) => text(`  ${reason.text.en}`, `  ${reason.text.fr}`)),
  ]
}

/** One line for each instant that was read. */
export const answerLine = (at: string, given: Answer, opens: string | null): Text => {
  const why = join(
    given.reasons.map((reason) => reason.text),
    '; ',
  )
  if (given.verdict === 'pass') return text(`${at}  pass  ${why.en}`, `${at}  réussi  ${why.fr}`)
  return text(
    `${at}  hold  ${opens === null ? 'never opens' : `opens ${opens}`}  ${why.en}`,
    `${at}  en attente  ${opens === null ? 'n’ouvre jamais' : `ouvre le ${opens}`}  ${why.fr}`,
  )
}

export const holidayLine = (day: number, holidays: readonly Holiday[]): Text => {
  const [date, names] = [sayDay(day), holidayNamed(holidays)]
  const sets = [...new Set(holidays.map(({ set }) => set))].join(', ')
  return text(`  ${date.en}  ${names.en} (${sets})`, `  ${date.fr}  ${names.fr} (${sets})`)
}

export const eveLine = (day: number, closes: number, next: readonly Holiday[]): Text => {
  const [date, names, time] = [sayDay(day), holidayNamed(next), formatTimeOfDay(closes)]
  return text(
    `  ${date.en}  closes at ${time}, before ${names.en}`,
    `  ${date.fr}  ferme à ${time}, avant : ${names.fr}`,
  )
}

export const freezeLine = ({ from, until, why, by, except }: Freeze, zone: Zone): Text => {
  const [first, last] = [sayInstant(from, zone), sayInstant(until, zone)]
  const but = butFor(except)
  const who = by === undefined ? '' : ` (${by})`
  return Number.isFinite(until)
    ? text(
        `  ${first.en} to ${last.en}${but.en}  ${why}${who}`,
        `  du ${first.fr} au ${last.fr}${but.fr}  ${why}${who}`,
      )
    : text(
        `  from ${first.en}, until somebody thaws it${but.en}  ${why}${who}`,
        `  depuis le ${first.fr}, jusqu’à ce que quelqu’un le lève${but.fr}  ${why}${who}`,
      )
}

export const departureLine = (at: Instant, holds: Text | undefined, zone: Zone): Text => {
  const when = sayInstant(at, zone)
  return text(
    `  ${when.en}${holds === undefined ? '' : `  ${holds.en}`}`,
    `  ${when.fr}${holds === undefined ? '' : `  ${holds.fr}`}`,
  )
}

const bad = (code: Code, message: Text, expected: Text, todo: Text): Problem => ({
  code,
  kind: 'usage',
  message,
  expected,
  todo,
})

const instantWords = text(
  'an instant of ISO 8601 with its offset, seconds optional, such as 2026-11-26T09:00-05:00',
  'un instant ISO 8601 avec son décalage, secondes facultatives, tel que 2026-11-26T09:00-05:00',
)

const shown = (words: string): string => (words.length > 60 ? `${words.slice(0, 57)}...` : words)

export const badInstant = (
  words: string,
  wrong: 'shape' | 'no-zone' | 'no-such-date' | 'no-such-time',
  line: number | null,
): Problem => {
  const messages = {
    shape: text(`“${shown(words)}” is no instant`, `« ${shown(words)} » n’est pas un instant`),
    'no-zone': text(`“${shown(words)}” has no offset`, `« ${shown(words)} » n’a pas de décalage`),
    'no-such-date': text(
      `the date of “${shown(words)}” does not exist`,
      `la date de « ${shown(words)} » n’existe pas`,
    ),
    'no-such-time': text(
      `the time or offset of “${shown(words)}” does not exist`,
      `l’heure ou le décalage de « ${shown(words)} » n’existe pas`,
    ),
  }
  const todo =
    wrong === 'no-zone'
      ? text(
          'add the offset from UTC, such as -05:00 or Z',
          'ajoutez le décalage par rapport à UTC, tel que -05:00 ou Z',
        )
      : text('correct it', 'corrigez-le')
  const problem = bad(wrong === 'no-zone' ? 'no-offset' : 'bad-instant', messages[wrong], instantWords, todo)
  return line === null ? problem : { ...problem, place: { file: '-', line, column: 1 } }
}

export const badFrom = (words: string): Problem =>
  bad(
    'bad-date',
    text(`“${shown(words)}” is no date`, `« ${shown(words)} » n’est pas une date`),
    text('a date that exists, such as 2026-12-01', 'une date qui existe, telle que 2026-12-01'),
    text('correct it', 'corrigez-la'),
  )

export const badWeeks = (words: string): Problem =>
  bad(
    'bad-number',
    text(`--weeks cannot be “${shown(words)}”`, `--weeks ne peut pas être « ${shown(words)} »`),
    text('a whole number from 1 to 53', 'un nombre entier de 1 à 53'),
    text('ecluse calendar --weeks 4', 'ecluse calendar --weeks 4'),
  )

export const badExport = (words: string): Problem =>
  bad(
    'bad-option',
    text(`--export cannot be “${shown(words)}”`, `--export ne peut pas être « ${shown(words)} »`),
    text('ics', 'ics'),
    text('ecluse calendar --export ics', 'ecluse calendar --export ics'),
  )

export const whichEnvironment = (names: readonly string[]): Problem =>
  bad(
    'which-environment',
    text('several environments have a calendar', 'plusieurs environnements ont un calendrier'),
    say(
      (f) => `--environment with one of ${f.list(names)}`,
      (f) => `--environment avec un nom parmi ${f.list(names)}`,
    ),
    join(
      names.map((name) =>
        text(`ecluse calendar --environment ${name}`, `ecluse calendar --environment ${name}`),
      ),
      '\n',
    ),
  )

export const noSuchEnvironment = (name: string, names: readonly string[]): Problem => ({
  ...bad(
    'unknown-environment',
    text(`there is no environment “${shown(name)}”`, `il n’y a pas d’environnement « ${shown(name)} »`),
    say(
      (f) => `one of ${f.list(names)}`,
      (f) => `un nom parmi ${f.list(names)}`,
    ),
    text('ecluse check shows the file', 'ecluse check montre le fichier'),
  ),
})
