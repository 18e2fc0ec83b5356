import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-calendar.ts`. */
export const calendarDocs = {
  calendar: doc(
    'When a rollout may start or widen here; outside, a release waits and starts by itself when the window opens. Default: always.',
    'Quand une mise en production peut commencer ou s’élargir ici ; en dehors, une version attend et part d’elle-même à l’ouverture de la fenêtre. Par défaut : toujours.',
  ),
  timeZone: doc(
    'Zone of the wall clock that all its times follow, such as `America/Toronto`.',
    'Fuseau de l’horloge que suivent toutes ses heures, tel que `America/Toronto`.',
  ),
  open: doc(
    'When a rollout may start or widen, on working days: one range or a list, each half-open. Default: `Mon-Thu 09:00-16:00`.',
    'Quand une mise en production peut commencer ou s’élargir, les jours de travail : une plage ou une liste, fin exclue. Par défaut : `Mon-Thu 09:00-16:00`.',
  ),
  workingDays: doc(
    'Days on which people are at work; a holiday is never one. Default: `Mon-Fri`.',
    'Jours où les gens travaillent ; un jour férié n’en est jamais un. Par défaut : `Mon-Fri`.',
  ),
  holidays: doc(
    'Statutory holidays of Canada by jurisdiction, and iCalendar files (`.ics`) of the repository for any others. Default: none.',
    'Jours fériés légaux du Canada par administration, et fichiers iCalendar (`.ics`) du dépôt pour tous les autres. Par défaut : aucun.',
  ),
  eveCloses: doc(
    'When the window ends on an eve: a working day whose next day is none. Default: `"12:00"`.',
    'Quand la fenêtre se ferme une veille : un jour de travail dont le lendemain n’en est pas un. Par défaut : `"12:00"`.',
  ),
  freezes: doc(
    'Times in which nothing starts or widens, whatever is open.',
    'Périodes où rien ne commence ni ne s’élargit, quoi qui soit ouvert.',
  ),
  freezeFrom: doc(
    'First date of it, or the instant with offset at which it begins.',
    'Première date, ou l’instant avec décalage où elle commence.',
  ),
  freezeTo: doc(
    'Last date of it, included, or the instant with offset at which it ends.',
    'Dernière date, incluse, ou l’instant avec décalage où elle finit.',
  ),
  freezeWhy: doc('What people are told who wait.', 'Ce qu’on dit aux gens qui attendent.'),
  closing: doc(
    'What a canary does that cannot widen before closing: `roll-back` (default), `hold` or `finish`.',
    'Ce que fait un canari qui ne peut s’élargir avant la fermeture : `roll-back` (par défaut), `hold` ou `finish`.',
  ),
} as const satisfies Record<string, Text>
