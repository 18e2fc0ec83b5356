import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Counted, Proposal } from '../manifest/next-version.ts'

const counts = (n: number, en: string, fr: string): readonly [string, string] => [
  `${n} ${en}${n === 1 ? '' : 's'}`,
  `${n} ${fr}${n > 1 ? 's' : ''}`,
]

export const reasonOf = ({ reason, last }: Proposal, changes: Counted): Text => {
  const [breaking, breakingFr] = counts(changes.breaking, 'breaking change', 'changement incompatible')
  const [users, usersFr] = counts(changes.users + changes.takenBack, 'change', 'changement')
  const [fixes, fixesFr] = counts(changes.fixes, 'fix', 'correction')
  const texts: Readonly<Record<Proposal['reason'], Text>> = {
    first: { en: 'no version was tagged yet', fr: 'aucune version n’a encore été étiquetée' },
    breaking: { en: `${breaking} since ${last}: major`, fr: `${breakingFr} depuis ${last} : majeure` },
    'breaking-before-one': {
      en: `${breaking} since ${last}, before 1.0.0: minor`,
      fr: `${breakingFr} depuis ${last}, avant 1.0.0 : mineure`,
    },
    users: {
      en: `${users} for users since ${last}: minor`,
      fr: `${usersFr} pour les utilisateurs depuis ${last} : mineure`,
    },
    fixes: {
      en: `${changes.fixes === 1 ? fixes : `${changes.fixes} fixes`} since ${last}: patch`,
      fr: `${fixesFr} depuis ${last} : correctif`,
    },
    behind: {
      en: `only changes behind the scenes since ${last}: patch`,
      fr: `seulement des changements en coulisse depuis ${last} : correctif`,
    },
    nothing: { en: `nothing changed since ${last}`, fr: `rien n’a changé depuis ${last}` },
  }
  return texts[reason]
}

export const proposed = (version: string, commit: string, reason: Text): Text =>
  say(
    () => `${version}   ${commit.slice(0, 10)}   ${reason.en}`,
    () => `${version}   ${commit.slice(0, 10)}   ${reason.fr}`,
  )

export const tagLater = (environment: string): Text => ({
  en: `next: once ${environment} holds it, ecluse version --tag`,
  fr: `ensuite : une fois en service dans ${environment}, ecluse version --tag`,
})

/** On a line of its own beside the newest one, the next version may be one of that. */
export const isTaken = (version: string, commit: string): Text => ({
  en: `${version} is ${commit.slice(0, 10)} already: ecluse version --as names another`,
  fr: `${version} désigne déjà ${commit.slice(0, 10)} : ecluse version --as en nomme une autre`,
})

export const tagged = (version: string, commit: string, pushed: boolean): Text => ({
  en: `tagged ${commit.slice(0, 10)} as ${version}${pushed ? ', and sent to origin' : `; git push origin ${version}`}`,
  fr: `${commit.slice(0, 10)} étiqueté ${version}${pushed ? ', et envoyé à origin' : ` ; git push origin ${version}`}`,
})

export const notHeld = (environment: string, commit: string, held: string | null): Problem => ({
  code: 'not-held-yet',
  kind: 'conflict',
  message: {
    en: `${environment} does not hold ${commit.slice(0, 10)}${held === null ? '' : `: it holds ${held.slice(0, 10)}`}; a tag is written only once it does`,
    fr: `${commit.slice(0, 10)} n’est pas en service dans ${environment}${held === null ? '' : ` : c’est ${held.slice(0, 10)}`} ; une étiquette n’est écrite qu’ensuite`,
  },
  expected: {
    en: `a release of this commit that is done in ${environment}`,
    fr: `une version de ce commit terminée dans ${environment}`,
  },
  todo: { en: 'ecluse ship, then ecluse version --tag', fr: 'ecluse ship, puis ecluse version --tag' },
})

export const badVersion = (version: string, last: string | null): Problem => ({
  code: 'malformed-version',
  kind: 'usage',
  message: {
    en: `\`${version}\` is no Semantic Version${last === null ? '' : ` after ${last}`}`,
    fr: `\`${version}\` n’est pas une version sémantique${last === null ? '' : ` après ${last}`}`,
  },
  expected: { en: 'MAJOR.MINOR.PATCH such as v1.4.0', fr: 'MAJEUR.MINEUR.CORRECTIF tel que v1.4.0' },
  todo: { en: 'leave --as out to take the proposal', fr: 'omettez --as pour prendre la proposition' },
})

export const nothingToTag = (last: string): Problem => ({
  code: 'nothing-to-tag',
  kind: 'conflict',
  message: { en: `nothing changed since ${last}`, fr: `rien n’a changé depuis ${last}` },
  todo: { en: 'there is nothing to do', fr: 'il n’y a rien à faire' },
})
