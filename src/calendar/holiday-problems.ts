import type { Code } from '../kernel/codes.ts'
import type { Place, Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

const problem = (code: Code, en: string, fr: string, expected: Text, todo: Text) => ({
  code,
  kind: 'usage' as const,
  message: { en, fr },
  expected,
  todo,
})

type Said = Omit<Problem, 'place'>

const again: Text = {
  en: 'export the calendar again from where it came, or correct the line',
  fr: 'exportez de nouveau le calendrier depuis sa source, ou corrigez la ligne',
}

export const at = (said: Said, place: Place): Problem => ({ ...said, place })

export const fileMissing = (file: string): Said =>
  problem(
    'no-holiday-file',
    `the holiday file ${file} is not there`,
    `le fichier de jours fériés ${file} est introuvable`,
    { en: 'a file of the repository, from its root', fr: 'un fichier du dépôt, depuis sa racine' },
    {
      en: 'commit it, or correct the path in `holidays`',
      fr: 'validez-le dans git, ou corrigez le chemin dans `holidays`',
    },
  )

export const tooLarge = (most: number): Said =>
  problem(
    'holiday-file-too-large',
    'the holiday file is too large',
    'le fichier de jours fériés est trop gros',
    { en: `at most ${most / 1_048_576} MB`, fr: `au plus ${most / 1_048_576} Mo` },
    { en: 'keep only the holidays in it', fr: 'n’y gardez que les jours fériés' },
  )

export const tooMany = (most: number): Said =>
  problem(
    'too-many-holidays',
    `the holiday file has more than ${most} events`,
    `le fichier de jours fériés a plus de ${most} événements`,
    { en: 'an event for each holiday', fr: 'un événement par jour férié' },
    { en: 'keep only the holidays in it', fr: 'n’y gardez que les jours fériés' },
  )

export const noCalendar: Said = problem(
  'not-a-calendar',
  'this is no iCalendar file',
  'ce n’est pas un fichier iCalendar',
  { en: 'a first line `BEGIN:VCALENDAR` (RFC 5545)', fr: 'une première ligne `BEGIN:VCALENDAR` (RFC 5545)' },
  again,
)

export const unclosed = (name: string): Said =>
  problem(
    'calendar-unfinished',
    `\`BEGIN:${name}\` is never ended: the file is cut short`,
    `\`BEGIN:${name}\` n’est jamais terminé : le fichier est tronqué`,
    { en: `a line \`END:${name}\``, fr: `une ligne \`END:${name}\`` },
    again,
  )

export const unopened = (name: string): Said =>
  problem(
    'calendar-out-of-order',
    `\`END:${name}\` ends nothing here`,
    `\`END:${name}\` ne termine rien ici`,
    { en: 'an END for each BEGIN, in order', fr: 'un END pour chaque BEGIN, dans l’ordre' },
    again,
  )

export const badLine = (why: string): Said =>
  problem(
    'bad-calendar-line',
    `this line cannot be read${why === '' ? '' : `: \`${why}\``}`,
    `cette ligne est illisible${why === '' ? '' : ` : \`${why}\``}`,
    {
      en: 'a name, a colon, and a value, as RFC 5545 writes them',
      fr: 'un nom, deux-points et une valeur, comme le veut la RFC 5545',
    },
    again,
  )

export const badDate = (value: string): Said =>
  problem(
    'bad-calendar-date',
    `\`${value}\` is no date that exists`,
    `\`${value}\` n’est pas une date qui existe`,
    { en: 'a date such as 20261225', fr: 'une date telle que 20261225' },
    again,
  )

export const noStart: Said = problem(
  'holiday-without-date',
  'the event has no DTSTART',
  'l’événement n’a pas de DTSTART',
  { en: '`DTSTART;VALUE=DATE:20261225`', fr: '`DTSTART;VALUE=DATE:20261225`' },
  again,
)

export const endsEarly: Said = problem(
  'holiday-ends-early',
  'the event ends before it begins',
  'l’événement finit avant d’avoir commencé',
  { en: 'an end after the start', fr: 'une fin après le début' },
  again,
)

export const tooLong = (days: number): Said =>
  problem(
    'holiday-too-long',
    `the event is longer than ${days} days`,
    `l’événement dure plus de ${days} jours`,
    { en: 'single holidays', fr: 'des jours fériés un à un' },
    {
      en: 'a long closure is a freeze: `freezes` of the calendar',
      fr: 'une longue fermeture est un gel : `freezes` du calendrier',
    },
  )

export const badRule = (why: Text): Said =>
  problem(
    'bad-recurrence',
    `the event’s RRULE cannot be kept: ${why.en}`,
    `la règle RRULE de l’événement est inapplicable : ${why.fr}`,
    {
      en: 'a rule by years, months, weeks or days, such as `FREQ=YEARLY`',
      fr: 'une règle par années, mois, semaines ou jours, telle que `FREQ=YEARLY`',
    },
    again,
  )

export const unknownEventZone = (zone: string): Said =>
  problem(
    'unknown-time-zone',
    `the time zone “${zone}” is neither in the database nor in the file`,
    `le fuseau « ${zone} » n’est ni dans la base ni dans le fichier`,
    {
      en: 'a name such as America/Toronto, or a VTIMEZONE of that name in the file',
      fr: 'un nom tel qu’America/Toronto, ou un VTIMEZONE de ce nom dans le fichier',
    },
    again,
  )
