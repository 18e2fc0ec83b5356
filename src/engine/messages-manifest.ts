import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

export const noManifest = (digest: string): Problem => ({
  code: 'unknown-manifest',
  kind: 'not-found',
  message: {
    en: `no manifest \`${digest}\` is kept here`,
    fr: `aucun manifeste \`${digest}\` n’est conservé ici`,
  },
  expected: {
    en: 'the digest of a manifest, as `ecluse manifest show` gives it',
    fr: 'l’empreinte d’un manifeste, telle que la donne `ecluse manifest show`',
  },
  todo: { en: 'ecluse history lists the releases', fr: 'ecluse history donne les versions' },
})

export const nothingOut = (environment: string): Problem => ({
  code: 'nothing-deployed',
  kind: 'not-found',
  message: {
    en: `nothing is out in ${environment} yet`,
    fr: `rien n’est encore en service dans ${environment}`,
  },
  todo: { en: 'ecluse ship', fr: 'ecluse ship' },
})

export const noCandidate = (number: number, application: string): Problem => ({
  code: 'unknown-candidate',
  kind: 'not-found',
  message: {
    en: `${application} has no candidate ${number}`,
    fr: `${application} n’a pas de version admissible ${number}`,
  },
  todo: { en: 'ecluse status shows what waits', fr: 'ecluse status montre ce qui attend' },
})

export const notBuiltYet = (number: number): Problem => ({
  code: 'not-built-yet',
  kind: 'conflict',
  message: {
    en: `candidate ${number} is not built yet: it has no manifest`,
    fr: `la version admissible ${number} n’est pas encore construite : elle n’a pas de manifeste`,
  },
  todo: { en: 'wait for its build: ecluse why', fr: 'attendez sa construction : ecluse why' },
})

export const partMissing = (component: string, commit: string): Problem => ({
  code: 'component-left-out',
  kind: 'usage',
  message: {
    en: `ecluse.yaml of ${commit.slice(0, 10)} has no component ${component}`,
    fr: `l’ecluse.yaml de ${commit.slice(0, 10)} n’a pas de composant ${component}`,
  },
  expected: {
    en: 'a version in which the component is declared',
    fr: 'une version dans laquelle le composant est déclaré',
  },
  todo: { en: 'name another version of it', fr: 'nommez-en une autre version' },
})

export const composed = (number: number, file: string): Text => ({
  en: `candidate ${number}, as ${file} asks for it`,
  fr: `version admissible ${number}, telle que la demande ${file}`,
})

export const backTo = (release: number, by: string): Text => ({
  en: `${by} takes it back to release ${release}`,
  fr: `${by} revient à la version ${release}`,
})

export const backwardsSaid = (by: string, why: string): Text => ({
  en: `${by} said that it goes back: ${why}`,
  fr: `${by} a dit qu’elle revient en arrière : ${why}`,
})

export const noVersionIn = (component: string, path: string, found: string | null): Problem => ({
  code: 'unknown-version',
  kind: 'usage',
  message: {
    en: `${path} names no version of ${component}${found === null ? '' : `: \`${found}\``}`,
    fr: `${path} ne nomme aucune version de ${component}${found === null ? '' : ` : \`${found}\``}`,
  },
  place: { file: path },
  expected: {
    en: 'a Semantic Version: `version` of a JSON file, else the first line',
    fr: 'une version sémantique : `version` d’un fichier JSON, sinon la première ligne',
  },
  todo: {
    en: 'write it there, or take `versions` out of ecluse.yaml: then tags name versions',
    fr: 'écrivez-la là, ou retirez `versions` d’ecluse.yaml : ce sont alors les étiquettes qui nomment les versions',
  },
})

const listed = (lines: readonly Text[], language: 'en' | 'fr'): string =>
  lines
    .slice(0, 20)
    .map((line) => `\n  ${line[language]}`)
    .join('')

export const asked = (file: string, revision: string, answer: Text): Text => ({
  en: `${file} of ${revision.slice(0, 10)}: ${answer.en}`,
  fr: `${file} de ${revision.slice(0, 10)} : ${answer.fr}`,
})

export const askedInVain = (file: string, revision: string, lines: readonly Text[]): Text => ({
  en: `${file} of ${revision.slice(0, 10)} asks for what cannot be released:${listed(lines, 'en')}`,
  fr: `${file} de ${revision.slice(0, 10)} demande ce qui ne peut pas être livré :${listed(lines, 'fr')}`,
})

/** Of the commit, in the language of git. */
export const actualMessage = (
  application: string,
  environment: string,
  release: number,
  digest: string,
): string =>
  `${application}: ${environment} runs release ${release}\n\n${environment} exécute la version ${release}\n\nEcluse-Manifest: ${digest}\n`

export const actualRefused = (file: string, branch: string, why: string): Text => ({
  en: `${file} could not be written: branch ${branch} takes no push (${why}); nothing waits for it, and it is tried again in an hour`,
  fr: `${file} n’a pas pu être écrit : la branche ${branch} n’accepte pas d’envoi (${why}) ; rien ne l’attend, et un nouvel essai a lieu dans une heure`,
})

export const noLeader = (count: number): Problem => ({
  code: 'no-leading-commit',
  kind: 'usage',
  message: {
    en: `none of the ${count} commits contains the others: whose ecluse.yaml rules is not known`,
    fr: `aucun des ${count} commits ne contient les autres : on ne sait pas quel ecluse.yaml fait foi`,
  },
  expected: { en: 'a commit that contains all of them', fr: 'un commit qui les contient tous' },
  todo: { en: 'name it: --config REF', fr: 'nommez-le : --config RÉF' },
})
