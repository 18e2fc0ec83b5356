import { entry } from './expectation.ts'

/** What is expected of the values of a calendar. */
export const calendarExpectations = {
  calendar: entry(
    'bad-value',
    'a map such as `{ time-zone: America/Toronto, open: Mon-Thu 09:00-16:00 }`',
    'une table telle que `{ time-zone: America/Toronto, open: Mon-Thu 09:00-16:00 }`',
  ),
  openRange: entry(
    'bad-window',
    'days and times such as `Mon-Thu 09:00-16:00`, or a list of such; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, times go from `00:00` to `24:00`',
    'des jours et des heures tels que `Mon-Thu 09:00-16:00`, ou une liste ; les jours sont Mon, Tue, Wed, Thu, Fri, Sat, Sun, les heures vont de `00:00` à `24:00`',
  ),
  workingDays: entry('bad-days', 'days such as `Mon-Fri`', 'des jours tels que `Mon-Fri`'),
  holidayList: entry(
    'bad-value',
    'a list such as `[CA-federal, CA-ON, holidays.ics]`',
    'une liste telle que `[CA-federal, CA-ON, feries.ics]`',
  ),
  holidays: entry(
    'unknown-holidays',
    '`CA-federal`, `CA-federal-public-service` (also with `/QC` or `/YT`), a province or territory such as `CA-ON`, or a file of the repository that ends in `.ics`',
    '`CA-federal`, `CA-federal-public-service` (aussi avec `/QC` ou `/YT`), une province ou un territoire tel que `CA-ON`, ou un fichier du dépôt dont le nom finit par `.ics`',
  ),
  timeOfDay: entry(
    'bad-time',
    'a time of day in quotes such as `"12:00"`, from `"00:00"` to `"24:00"`',
    'une heure entre guillemets telle que `"12:00"`, de `"00:00"` à `"24:00"`',
  ),
  freezes: entry(
    'bad-value',
    'a list such as `[{ from: 2026-12-18, to: 2027-01-03, why: end of the year }]`',
    'une liste telle que `[{ from: 2026-12-18, to: 2027-01-03, why: fin d’année }]`',
  ),
  freeze: entry(
    'bad-value',
    'a map such as `{ from: 2026-12-18, to: 2027-01-03, why: end of the year }`',
    'une table telle que `{ from: 2026-12-18, to: 2027-01-03, why: fin d’année }`',
  ),
  freezeEdge: entry(
    'bad-date',
    'a date such as `2026-12-18`, or an instant with its offset such as `2026-12-18T17:00-05:00`',
    'une date telle que `2026-12-18`, ou un instant avec son décalage tel que `2026-12-18T17:00-05:00`',
  ),
  freezeZone: entry(
    'no-offset',
    'an instant with its offset from UTC, such as `2026-12-18T17:00-05:00`, or a date',
    'un instant avec son décalage par rapport à UTC, tel que `2026-12-18T17:00-05:00`, ou une date',
    {
      en: 'add the offset, such as `-05:00`, or leave out the time',
      fr: 'ajoutez le décalage, tel que `-05:00`, ou omettez l’heure',
    },
  ),
  freezeDate: entry(
    'no-such-date',
    'a date that exists, of the years 1 to 9999',
    'une date qui existe, des années 1 à 9999',
    { en: 'count the days of that month', fr: 'comptez les jours de ce mois' },
  ),
  freezeTime: entry(
    'no-such-time',
    'a time from `00:00` to `23:59:59` and an offset such as `-05:00`',
    'une heure de `00:00` à `23:59:59` et un décalage tel que `-05:00`',
  ),
  freezeWhy: entry(
    'bad-value',
    'a reason of one line, which people read while they wait',
    'une raison d’une ligne, que les gens lisent en attendant',
  ),
  closing: entry('unknown-value', '`roll-back`, `hold` or `finish`', '`roll-back`, `hold` ou `finish`'),
} as const
