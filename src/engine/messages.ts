import type { Problem } from '../kernel/problem.ts'
import { formatPlace } from '../kernel/problem.ts'
import { same, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { Phase, Plan } from '../rollout/types.ts'

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
export const queued = (environment: string): Text => ({
  en: `waits for its turn in ${environment}`,
  fr: `attend son tour dans ${environment}`,
})
export const held = (environment: string, reasons: readonly Reason[]): Text => ({
  en: `held in ${environment}: ${reasons.map(({ text }) => text.en).join('; ')}`,
  fr: `en attente dans ${environment} : ${reasons.map(({ text }) => text.fr).join(' ; ')}`,
})
export const notStarted = (environment: string, lines: readonly Text[]): Text => ({
  en: `cannot start in ${environment}: ${lines.map((line) => line.en).join('; ')}`,
  fr: `ne peut pas commencer dans ${environment} : ${lines.map((line) => line.fr).join(' ; ')}`,
})
/** What to do, each on a line of its own. */
export const nextLines = (todo: readonly Text[]): readonly Text[] =>
  [...new Map(todo.map((one) => [one.en, one])).values()].map((one) => ({
    en: `next: ${one.en}`,
    fr: `ensuite : ${one.fr}`,
  }))
/** How a plan brings people over. */
export const strategy = (plan: Plan): Text => {
  const weights = plan.steps.map((step) => step.weight / 100)
  return say(
    (f) =>
      plan.steps.length > 1
        ? `canary ${weights
            .slice(0, -1)
            .map((weight) => f.percent(weight))
            .join(', ')}, watched at ${f.percent(weights.at(-1) ?? 1)}`
        : `blue-green, watched at ${f.percent(weights.at(-1) ?? 1)}`,
    (f) =>
      plan.steps.length > 1
        ? `canari ${weights
            .slice(0, -1)
            .map((weight) => f.percent(weight))
            .join(', ')}, surveillance à ${f.percent(weights.at(-1) ?? 1)}`
        : `bleu-vert, surveillance à ${f.percent(weights.at(-1) ?? 1)}`,
  )
}
export const inEnvironment = (environment: string, release: number, text: Text): Text => ({
  en: `${environment}: release ${release} ${text.en}`,
  fr: `${environment} : version ${release} ${text.fr}`,
})
export const skipped = (number: number, by: number): Text => ({
  en: `candidate ${number} is left out: candidate ${by}, which waits too, contains its commit`,
  fr: `la version admissible ${number} est laissée de côté : la version admissible ${by}, en attente elle aussi, contient son commit`,
})
export const started = (
  release: number,
  environment: string,
  previous: number | null,
  strategy: Text,
): Text => ({
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
export const restarting = (components: readonly string[], environment: string): Text =>
  say(
    (f) => `restarting ${f.list(components)} in ${environment}, one instance after the other`,
    (f) => `redémarrage de ${f.list(components)} dans ${environment}, une instance après l’autre`,
  )
/** What a `rollback` during a rollout sets going. */
export const returning = (
  live: { readonly kind: string; readonly release: number; readonly previous: number | null },
  environment: string,
  onwards: number | null,
): Text => {
  const then = {
    en: onwards === null ? '' : `, then goes on to release ${onwards}`,
    fr: onwards === null ? '' : `, puis continue vers la version ${onwards}`,
  }
  if (live.kind === 'rollback') {
    return {
      en: `${environment} is on its way back to release ${live.release} already${then.en}`,
      fr: `${environment} revient déjà à la version ${live.release}${then.fr}`,
    }
  }
  const to = live.previous
  return {
    en: `${environment}: release ${live.release} is taken back${to === null ? '' : ` to ${to}`}${then.en}`,
    fr: `${environment} : la version ${live.release} est reprise${to === null ? '' : ` au profit de la version ${to}`}${then.fr}`,
  }
}
export const problemLine = (problem: Problem): Text => {
  const place = problem.place === undefined ? '' : `${formatPlace(problem.place)}: `
  return { en: `${place}${problem.message.en}`, fr: `${place}${problem.message.fr}` }
}
export const unexpected = (error: unknown): Text =>
  same(error instanceof Error ? error.message : String(error))
export const notBuilt = (number: number): Text => ({
  en: `candidate ${number} was not built`,
  fr: `la version admissible ${number} n’a pas été construite`,
})
export const testsRefused = (number: number): Text => ({
  en: `candidate ${number} is refused by the gate “tested”`,
  fr: `la version admissible ${number} est refusée par le contrôle « tested »`,
})
export const manifestMade = (number: number, digest: string): Text => ({
  en: `candidate ${number} has its manifest: ${digest.slice(0, 19)}`,
  fr: `la version admissible ${number} a son manifeste : ${digest.slice(0, 19)}`,
})
export const rebuilding = (component: string, commit: string): Text => ({
  en: `the image of ${component} is gone: building it again from ${short(commit)}`,
  fr: `l’image de ${component} a disparu : nouvelle construction à partir de ${short(commit)}`,
})
export const afterRollback = (release: number, environment: string, verdict: Text): Text => ({
  en: `${environment}: release ${release}, after the way back: ${verdict.en}`,
  fr: `${environment} : version ${release}, après le retour en arrière : ${verdict.fr}`,
})
export const waitsBehind = (environment: string, ahead: number): Text =>
  say(
    (f) => (ahead === 0 ? `next in ${environment}` : `waits in ${environment}, ${f.count(ahead)} before it`),
    (f) =>
      ahead === 0
        ? `prochaine dans ${environment}`
        : `attend dans ${environment}, ${f.count(ahead)} avant elle`,
  )
export const commanded = (
  command: 'pause' | 'resume' | 'promote',
  release: number,
  environment: string,
): Text => {
  const asked = {
    pause: { en: 'pauses', fr: 'est mise en pause' },
    resume: { en: 'goes on', fr: 'reprend' },
    promote: { en: 'goes one step further', fr: 'avance d’une étape' },
  }[command]
  return {
    en: `${environment}: release ${release} ${asked.en}`,
    fr: `${environment} : la version ${release} ${asked.fr}`,
  }
}
export const lifted = (environment: string): Text => ({
  en: `${environment}: the first that was held goes when its turn comes`,
  fr: `${environment} : la première qui était retenue partira à son tour`,
})
export const keepingEnded = (release: number, environment: string): Text => ({
  en: `${environment}: release ${release} is not kept any longer`,
  fr: `${environment} : la version ${release} n’est plus gardée`,
})
export const isBuilding = (number: number): Text => ({
  en: `candidate ${number} is being built and tested`,
  fr: `la version admissible ${number} est en construction et en test`,
})
export const isWaiting = (number: number, environment: string): Text => ({
  en: `candidate ${number} waits for its turn in ${environment}`,
  fr: `la version admissible ${number} attend son tour dans ${environment}`,
})
export const nothing: Text = { en: '', fr: '' }
/** What a person may do while a rollout goes on. */
export const nextLive = (phase: Phase): readonly Text[] =>
  nextLines(
    phase === 'returning' || phase === 'clearing' || phase === 'settling'
      ? [{ en: 'ecluse status follows it', fr: 'ecluse status le suit' }]
      : [
          {
            en: 'ecluse pause, ecluse promote, or ecluse rollback',
            fr: 'ecluse pause, ecluse promote ou ecluse rollback',
          },
        ],
  )
export const buildAsked = (commit: string): Text => ({
  en: `building commit ${short(commit)}, without shipping it`,
  fr: `construction du commit ${short(commit)}, sans le livrer`,
})
/** With what to do about it. */
export const hindered = ({ message, todo }: Problem): Text => ({
  en: `cannot go on now: ${message.en}${todo === undefined ? '' : `; ${todo.en}`}; it is tried again by itself`,
  fr: `ne peut pas continuer pour l’instant : ${message.fr}${todo === undefined ? '' : ` ; ${todo.fr}`} ; un nouvel essai suit tout seul`,
})
export const mended = (environment: string, components: readonly string[], release: number): Text =>
  say(
    (f) => `${environment}: ${f.list(components)} is made to run as release ${release} says`,
    (f) => `${environment} : ${f.list(components)} est mis en marche comme l’indique la version ${release}`,
  )
