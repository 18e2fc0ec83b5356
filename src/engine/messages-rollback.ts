import type { Problem } from '../kernel/problem.ts'
import { join, say, type Text } from '../kernel/text.ts'
import { migration } from '../rollback/messages.ts'
import type { Crossed } from '../rollback/types.ts'

export const verified = (environment: string, release: number, components: number): Text =>
  say(
    (f) =>
      `${environment} runs release ${release} as its manifest has it: ${f.count(components)} of ${f.counted(components, 'component', 'components')}, everybody`,
    (f) =>
      `${environment} fait tourner la version ${release} telle que son manifeste la décrit : ${f.counted(components, 'composant', 'composants')} sur ${f.count(components)}, tout le monde`,
  )

export const differs = (environment: string, release: number, differences: readonly Text[]): Text => {
  const all = join(differences, '; ')
  return {
    en: `${environment} is not release ${release} as its manifest has it: ${all.en}`,
    fr: `${environment} n’est pas la version ${release} telle que son manifeste la décrit : ${all.fr}`,
  }
}

export const shareDiffers = (share: number | null): Text =>
  share === null
    ? { en: 'the router was not read', fr: 'le routeur n’a pas été lu' }
    : say(
        (f) => `${f.percent(share / 100)} of people are on it`,
        (f) => `${f.percent(share / 100)} des personnes y sont`,
      )

export const runDiffers = (component: string, value: string): Text => ({
  en: `${component} is ${value}`,
  fr: `${component} est dans l’état ${value}`,
})

export const contractsNow = (component: string): Text => ({
  en: `the contraction of ${component} has begun`,
  fr: `la réduction de ${component} a commencé`,
})

/** More of them are counted. */
const most = 3

/** A release that can no longer run on the database as it is: by what, and since when. */
export const wayBackGone = (environment: string, release: number, crossed: readonly Crossed[]): Problem => {
  const more = crossed.length - most
  const rest: readonly Text[] = more > 0 ? [{ en: `and ${more} more`, fr: `et ${more} de plus` }] : []
  const { en, fr } = join([...crossed.slice(0, most).map(migration), ...rest], '; ')
  return {
    code: 'way-back-gone',
    kind: 'refused',
    message: {
      en: `release ${release} can no longer run in ${environment}, the database was changed since: ${en}`,
      fr: `la version ${release} ne peut plus fonctionner dans ${environment}, la base a été modifiée depuis : ${fr}`,
    },
    todo: {
      en: 'go forward: ship a fix (ecluse ship), by itself or upon a migration that brings back what an older version needs; data as they were come from a backup of the database alone',
      fr: 'allez de l’avant : livrez un correctif (ecluse ship), seul ou avec une migration qui rétablit ce dont une version plus ancienne a besoin ; les données d’avant ne viennent que d’une sauvegarde de la base',
    },
  }
}
