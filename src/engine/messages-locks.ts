import { type Format, join, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

type Lock = { readonly relation: string; readonly mode: string; readonly held: Ms; readonly waiting: number }

export const noLongLock = (component: string, longest: Ms | null): Text =>
  longest === null
    ? {
        en: `the migrations of ${component} kept nobody out of a table, as far as was seen`,
        fr: `les migrations de ${component} n’ont tenu personne à l’écart d’une table, pour autant qu’on ait vu`,
      }
    : say(
        (f) =>
          `the migrations of ${component} kept nobody out of a table for longer than ${f.duration(longest)}`,
        (f) =>
          `les migrations de ${component} n’ont tenu personne à l’écart d’une table plus de ${f.duration(longest)}`,
      )

export const unknownLocks = (component: string): Text => ({
  en: `locks that the migrations of ${component} took: unknown, \`migrations.database\` names no variable`,
  fr: `verrous pris par les migrations de ${component} : inconnus, \`migrations.database\` ne nomme aucune variable`,
})

/** `database` is named, and nobody could look. */
export const unseenLocks = (component: string, fault: string | null): Text => {
  const en =
    fault === null ? 'they were over before anybody could look' : `the database was not looked at (${fault})`
  const fr =
    fault === null
      ? 'elles étaient terminées avant qu’on puisse regarder'
      : `la base n’a pas pu être consultée (${fault})`
  return {
    en: `locks that the migrations of ${component} took: unknown, ${en}`,
    fr: `verrous pris par les migrations de ${component} : inconnus, ${fr}`,
  }
}

const waited = (f: Format, n: number, en: boolean): string => {
  if (n === 0) return ''
  return en ? `, ${f.count(n)} waited` : `, ${f.count(n)} en attente`
}

const one = ({ relation, mode, held, waiting }: Lock): Text => {
  const all = mode === 'AccessExclusiveLock'
  return say(
    (f) =>
      `${relation} for ${f.duration(held)} (${mode}: nobody ${all ? 'reads or writes' : 'writes'}${waited(f, waiting, true)})`,
    (f) =>
      `${relation} pendant ${f.duration(held)} (${mode} : personne ${all ? 'ne lit ni n’écrit' : 'n’écrit'}${waited(f, waiting, false)})`,
  )
}

export const longLocks = (component: string, locks: readonly Lock[]): Text => {
  const all = join(locks.map(one), '; ')
  return {
    en: `the migrations of ${component} locked ${all.en}`,
    fr: `les migrations de ${component} ont verrouillé ${all.fr}`,
  }
}
