import type { Problem } from '../kernel/problem.ts'
import { holidaySetNames } from './holidays.ts'

export const unknownZone = (zone: string): Problem => ({
  code: 'unknown-time-zone',
  kind: 'usage',
  message: { en: `“${zone}” is no time zone`, fr: `« ${zone} » n’est pas un fuseau horaire` },
  expected: {
    en: 'a name of the time zone database, such as America/Toronto',
    fr: 'un nom de la base des fuseaux horaires, tel qu’America/Toronto',
  },
})

export const unknownSet = (set: string): Problem => ({
  code: 'unknown-holidays',
  kind: 'usage',
  message: { en: `there are no holidays “${set}” here`, fr: `il n’y a pas de jours fériés « ${set} » ici` },
  expected: {
    en: `one of ${holidaySetNames.join(', ')}, or a file of the repository that ends in .ics`,
    fr: `l’un de ${holidaySetNames.join(', ')}, ou un fichier du dépôt dont le nom finit par .ics`,
  },
})
