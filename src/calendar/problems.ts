import type { Problem } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'
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

/** Of `check`: no window of the next 28 days is long enough. Milliseconds. */
export const neverFits = (environment: string, takes: number, longest: number): Problem => ({
  code: longest === 0 ? 'window-never-opens' : 'release-never-fits',
  kind: 'usage',
  message:
    longest === 0
      ? say(
          () => `no window of ${environment} opens in the next 28 days`,
          () => `aucune fenêtre de ${environment} n’ouvre dans les 28 prochains jours`,
        )
      : say(
          (f) =>
            `no release fits into a window of ${environment}: its steps take ${f.duration(takes)} at least, and the longest window of the next 28 days is ${f.duration(longest)}`,
          (f) =>
            `aucune version n’entre dans une fenêtre de ${environment} : ses étapes durent au moins ${f.duration(takes)}, et la plus longue fenêtre des 28 prochains jours est de ${f.duration(longest)}`,
        ),
  expected: {
    en: 'a window longer than all steps before the watch, holidays and eves heeded',
    fr: 'une fenêtre plus longue que toutes les étapes avant l’observation, compte tenu des jours fériés et des veilles',
  },
  todo: {
    en: 'open longer, or make the steps fewer or shorter (`steps`, `at-least`)',
    fr: 'ouvrez plus longtemps, ou réduisez le nombre ou la durée des étapes (`steps`, `at-least`)',
  },
})
