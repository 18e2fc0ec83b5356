import type { NotesBrief, PublicationView } from '../engine/facade-notes.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { printable } from './printable.ts'

export const nothingDeployed = (environment: string): Problem => ({
  code: 'nothing-deployed',
  kind: 'not-found',
  message: {
    en: `nothing is deployed in ${environment} yet`,
    fr: `rien n’est encore déployé en ${environment}`,
  },
  expected: { en: 'an environment with a release', fr: 'un environnement avec une version' },
  todo: {
    en: 'leave `--from` out, or give it a tag or a commit',
    fr: 'omettez `--from`, ou donnez-lui une étiquette ou un commit',
  },
})

export const sinceWhat = (from: string | null, kind: 'deployed' | 'tag' | 'start'): Text => {
  if (kind === 'deployed')
    return {
      en: `since what ${from ?? ''} runs (no --from given)`,
      fr: `depuis ce qui fonctionne en ${from ?? ''} (sans --from)`,
    }
  return kind === 'tag'
    ? {
        en: `since ${from ?? ''}, the tag before it (no --from given)`,
        fr: `depuis ${from ?? ''}, l’étiquette précédente (sans --from)`,
      }
    : {
        en: 'from the very first commit: no tag stands before it (no --from given)',
        fr: 'depuis le tout premier commit : aucune étiquette ne précède (sans --from)',
      }
}

/** As git takes it. */
export const tagTaken = (word: string): Text => ({
  en: `${word} is a tag and also a branch: the tag is taken (refs/heads/${word} names the branch)`,
  fr: `${word} est une étiquette et aussi une branche : l’étiquette est prise (refs/heads/${word} désigne la branche)`,
})

/** A fragment that came with the range and is about nothing in it: somebody wrote it for people to read. */
export const fragmentOutside = (path: string): Problem => ({
  code: 'fragment-out-of-range',
  kind: 'usage',
  place: { file: path },
  message: {
    en: 'this note is about no change between the two: it is left out',
    fr: 'cette note ne concerne aucun changement entre les deux : elle est omise',
  },
  expected: {
    en: 'the number of an issue or a pull request of a change in it, or the first digits of its commit',
    fr: 'le numéro d’un ticket ou d’une demande de tirage d’un changement qui s’y trouve, ou le début de son commit',
  },
  todo: {
    en: 'rename it after the change that it is about, or take it out',
    fr: 'renommez-la d’après le changement qu’elle concerne, ou retirez-la',
  },
})

export const keptWith = (release: number, environment: string, at: Instant, digest: string): Text => {
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  const short = digest.slice(0, 19)
  return {
    en: `as kept with release ${release} in ${environment} on ${when} UTC (${short})`,
    fr: `telles que conservées avec la version ${release} dans ${environment} le ${when} UTC (${short})`,
  }
}

export const noTranslateCommand = (): Problem => ({
  code: 'no-translation-command',
  kind: 'usage',
  message: {
    en: 'the file names no command that translates',
    fr: 'le fichier ne nomme aucune commande qui traduit',
  },
  expected: {
    en: '`notes: { translate: [...] }` in ecluse.yaml',
    fr: '`notes: { translate: [...] }` dans ecluse.yaml',
  },
  todo: {
    en: 'name one, or write the texts: notes/NUMBER.fr.md',
    fr: 'nommez-en une, ou écrivez les textes : notes/NUMÉRO.fr.md',
  },
})

export const versionNeeded = (to: string): Problem => ({
  code: 'version-needed',
  kind: 'usage',
  message: {
    en: `${printable(to)} is the name of no version`,
    fr: `${printable(to)} n’est le nom d’aucune version`,
  },
  expected: {
    en: 'a tag such as v1.3.0 as --to, or --as 1.3.0',
    fr: 'une étiquette telle que v1.3.0 dans --to, ou --as 1.3.0',
  },
  todo: {
    en: 'say what the version is called: --as VERSION',
    fr: 'dites comment s’appelle la version : --as VERSION',
  },
})

export const notUtf8 = (path: string): Problem => ({
  code: 'not-text',
  kind: 'usage',
  place: { file: path },
  message: {
    en: 'this changelog is not UTF-8: what it holds would be lost',
    fr: 'ce journal n’est pas en UTF-8 : son contenu serait perdu',
  },
  expected: { en: 'a file in UTF-8', fr: 'un fichier en UTF-8' },
  todo: {
    en: 'convert it once, such as with iconv, and commit that alone',
    fr: 'convertissez-le une fois, par exemple avec iconv, et faites-en un commit à part',
  },
})

export const changelogDone = (path: string, version: string, state: 'made' | 'inserted' | 'there'): Text => {
  if (state === 'there')
    return {
      en: `${path} has ${version} already: it is left as it is`,
      fr: `${path} contient déjà ${version} : il reste tel quel`,
    }
  return state === 'made'
    ? { en: `${path} is new, with ${version}`, fr: `${path} est nouveau, avec ${version}` }
    : { en: `${version} stands in ${path}`, fr: `${version} figure dans ${path}` }
}

export const outsideRepository = (path: string): Problem => ({
  code: 'outside-repository',
  kind: 'refused',
  place: { file: path },
  message: {
    en: 'this file is a link that leads out of the repository',
    fr: 'ce fichier est un lien qui mène hors du dépôt',
  },
  expected: { en: 'a file of the repository', fr: 'un fichier du dépôt' },
  todo: { en: 'make it a file, or name another one', fr: 'faites-en un fichier, ou nommez-en un autre' },
})

/** Under a rollout in `history`: how much its notes tell, and the line that shows them. */
export const notesLine = (release: number, { kind, text }: NotesBrief): Text => {
  const command = kind === 'release' ? ` (ecluse notes --to ${release})` : ''
  return { en: `notes: ${text.en}${command}`, fr: `notes : ${text.fr}${command}` }
}

export const publicationLine = ({ state, tag, address, why }: PublicationView): Text => {
  const where = address === null ? '' : ` ${address}`
  if (state === 'published')
    return {
      en: `they stand in the release of ${tag ?? ''}${where}`,
      fr: `elles figurent dans la publication de ${tag ?? ''}${where}`,
    }
  const because = why === null ? { en: '', fr: '' } : { en: `: ${why.en}`, fr: ` : ${why.fr}` }
  return state === 'waiting'
    ? {
        en: `they are still to be written to the hosting service${because.en}`,
        fr: `elles doivent encore être écrites au service d’hébergement${because.fr}`,
      }
    : {
        en: `they were not written to the hosting service${because.en}`,
        fr: `elles n’ont pas été écrites au service d’hébergement${because.fr}`,
      }
}

export const proposedIn = (candidate: number, environment: string): Text => ({
  en: `of candidate ${candidate}, against what ${environment} runs: they are kept once it is out`,
  fr: `de la version admissible ${candidate}, par rapport à ce qui fonctionne dans ${environment} : elles seront conservées une fois en service`,
})
