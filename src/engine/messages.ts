import type { Problem } from '../kernel/problem.ts'
import { formatPlace } from '../kernel/problem.ts'
import { same, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const short = (commit: string) => commit.slice(0, 10)

export const accepted = (commit: string, subject: string, number: number): Text => ({
  en: `candidate ${number}: commit ${short(commit)} “${subject}”`,
  fr: `version admissible ${number} : commit ${short(commit)} « ${subject} »`,
})
export const follows = (commit: string): Text => ({
  en: `commit ${short(commit)} is already on its way: following it`,
  fr: `le commit ${short(commit)} est déjà en route : on le suit`,
})
export const alreadyLive = (release: number, commit: string): Text => ({
  en: `already live: release ${release} is commit ${short(commit)}`,
  fr: `déjà en service : la version ${release} est le commit ${short(commit)}`,
})
export const building = (component: string): Text => ({
  en: `building ${component}`,
  fr: `construction de ${component}`,
})
export const built = (component: string, image: string, cached: boolean, took: Ms): Text =>
  say(
    (f) =>
      cached
        ? `${component} is built already: ${image.slice(0, 19)} (same source, same runtime)`
        : `${component} built in ${f.duration(took)}: ${image.slice(0, 19)}`,
    (f) =>
      cached
        ? `${component} est déjà construit : ${image.slice(0, 19)} (même source, même environnement d’exécution)`
        : `${component} construit en ${f.duration(took)} : ${image.slice(0, 19)}`,
  )
export const buildFailed = (component: string, why: Text): Text => ({
  en: `${component} could not be built: ${why.en}`,
  fr: `${component} n’a pas pu être construit : ${why.fr}`,
})
export const testing = (component: string, name: string): Text => ({
  en: `testing ${component}: ${name}`,
  fr: `test de ${component} : ${name}`,
})
export const tested = (component: string, name: string, passed: boolean, why: Text): Text => ({
  en: `test ${name} of ${component} ${passed ? 'passed' : 'failed'}: ${why.en}`,
  fr: `test ${name} de ${component} ${passed ? 'réussi' : 'échoué'} : ${why.fr}`,
})
export const testedBefore = (component: string, name: string): Text => ({
  en: `test ${name} of ${component} passed for this commit before`,
  fr: `le test ${name} de ${component} a déjà réussi pour ce commit`,
})
export const queued = (environment: string, ahead: number): Text =>
  say(
    (f) => (ahead === 0 ? `waits for its turn in ${environment}` : `waits in ${environment} behind ${f.count(ahead)}`),
    (f) =>
      ahead === 0 ? `attend son tour dans ${environment}` : `attend dans ${environment} derrière ${f.count(ahead)}`,
  )
export const skipped = (number: number, by: number): Text => ({
  en: `candidate ${number} is left out: candidate ${by}, which waits too, contains its commit`,
  fr: `la version admissible ${number} est laissée de côté : la version admissible ${by}, en attente elle aussi, contient son commit`,
})
export const started = (release: number, environment: string, previous: number | null, strategy: Text): Text => ({
  en: `release ${release} starts in ${environment}${previous === null ? ', the first there' : ` over ${previous}`}: ${strategy.en}`,
  fr: `la version ${release} commence dans ${environment}${previous === null ? ', la première' : `, à la place de ${previous}`} : ${strategy.fr}`,
})
export const refused = (environment: string, reasons: readonly Text[]): Text => ({
  en: `refused in ${environment}: ${reasons.map((reason) => reason.en).join('; ')}`,
  fr: `refusée dans ${environment} : ${reasons.map((reason) => reason.fr).join(' ; ')}`,
})
export const moved = (release: number, weight: number, environment: string): Text =>
  say(
    (f) => `${environment}: ${f.percent(weight / 100)} of people are on release ${release}, read back`,
    (f) => `${environment} : ${f.percent(weight / 100)} des personnes sont sur la version ${release}, relu`,
  )
export const rollbackAsked = (from: number, to: number, environment: string): Text => ({
  en: `${environment} goes back from release ${from} to ${to}`,
  fr: `${environment} revient de la version ${from} à la version ${to}`,
})
export const notReachedLine = (environments: readonly string[]): Text =>
  say(
    (f) => `not reached: ${f.list(environments)}`,
    (f) => `non atteint : ${f.list(environments)}`,
  )
export const restarted = (components: readonly string[], environment: string): Text =>
  say(
    (f) => `${f.list(components)} restarted in ${environment}, one instance after the other`,
    (f) => `${f.list(components)} redémarré dans ${environment}, une instance après l’autre`,
  )
export const problemLine = (problem: Problem): Text => {
  const place = problem.place === undefined ? '' : `${formatPlace(problem.place)}: `
  return { en: `${place}${problem.message.en}`, fr: `${place}${problem.message.fr}` }
}
export const unexpected = (error: unknown): Text => same(error instanceof Error ? error.message : String(error))
