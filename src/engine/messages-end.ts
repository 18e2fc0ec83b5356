import type { MetricVerdict } from '../analysis/types.ts'
import { type Format, say, type Text } from '../kernel/text.ts'
import { type Instant, instantText, type Ms } from '../kernel/time.ts'
import type { Culprit, CulpritFault } from '../records/types.ts'
import type { Plan } from '../rollout/types.ts'
import { lastWord } from './last-word.ts'

/** Enough digits that a rate which is not zero is not written as zero. */
const rate = (f: Format, requests: number, errors: number): string => {
  const ratio = requests === 0 ? 0 : errors / requests
  return f.percent(ratio, ratio === 0 || ratio >= 0.001 ? 1 : ratio >= 0.0001 ? 2 : 3)
}

/** `production   canary 10 %`: where, and how far it had gone. */
export const where = (environment: string, plan: Plan, weight: number | null): Text => {
  const canary = plan.steps.length > 1
  if (weight !== null && weight > 0) {
    return say(
      (f) => `${environment}   ${canary ? 'canary' : 'blue-green'} ${f.percent(weight / 100)}`,
      (f) => `${environment}   ${canary ? 'canari' : 'bleu-vert'} ${f.percent(weight / 100)}`,
    )
  }
  const steps = plan.steps.slice(0, -1).map((step) => step.weight / 100)
  return say(
    (f) =>
      `${environment}   ${canary ? `canary ${steps.map((step) => f.percent(step)).join(', ')}` : 'blue-green'}`,
    (f) =>
      `${environment}   ${canary ? `canari ${steps.map((step) => f.percent(step)).join(', ')}` : 'bleu-vert'}`,
  )
}

export const rolledBack = (release: number, previous: number | null, took: Ms | null, at: Text): Text =>
  say(
    (f) =>
      `release ${release} rolled back${previous === null ? '' : ` to ${previous}`}${took === null ? '' : ` in ${f.duration(took)}`}   ${at.en}`,
    (f) =>
      `version ${release} ramenée${previous === null ? '' : ` à la version ${previous}`}${took === null ? '' : ` en ${f.duration(took)}`}   ${at.fr}`,
  )
export const withdrawn = (release: number, at: Text): Text => ({
  en: `release ${release} withdrawn: nobody was moved   ${at.en}`,
  fr: `version ${release} retirée : personne n’a été déplacé   ${at.fr}`,
})
export const failed = (release: number, at: Text): Text => ({
  en: `release ${release} failed and stays: nothing better is left to return to   ${at.en}`,
  fr: `version ${release} en échec, et elle reste : il n’y a rien de mieux où revenir   ${at.fr}`,
})
export const done = (release: number, took: Ms, at: Text, forward: boolean): Text =>
  say(
    (f) =>
      `release ${release} is out for everybody after ${f.duration(took)}${forward ? ', rolled forward' : ''}   ${at.en}`,
    (f) =>
      `version ${release} en service pour tout le monde après ${f.duration(took)}${forward ? ', en marche avant' : ''}   ${at.fr}`,
  )
export const wentBack = (release: number, from: number | null, took: Ms, environment: string): Text =>
  say(
    (f) =>
      `back on release ${release}${from === null ? '' : ` from ${from}`} in ${f.duration(took)}   ${environment}`,
    (f) =>
      `retour à la version ${release}${from === null ? '' : ` depuis la version ${from}`} en ${f.duration(took)}   ${environment}`,
  )
export const restartDone = (release: number, took: Ms, environment: string): Text =>
  say(
    (f) => `release ${release} restarted in ${f.duration(took)}   ${environment}`,
    (f) => `version ${release} redémarrée en ${f.duration(took)}   ${environment}`,
  )

export const restartFailed = (release: number, components: readonly string[], environment: string): Text =>
  say(
    (f) => `${f.list(components)} of release ${release} not ready again after the restart   ${environment}`,
    (f) => `${f.list(components)} de la version ${release} pas prêt après le redémarrage   ${environment}`,
  )
export const nextAfterRestartFailed: Text = {
  en: 'next: ecluse logs; the instances that were not replaced yet still answer',
  fr: 'ensuite : ecluse logs ; les instances qui n’ont pas encore été remplacées répondent toujours',
}

const evidence = (f: Format, e: number): string =>
  e >= 1e6 ? f.count(1e6) : f.count(e >= 10 ? Math.floor(e) : Math.floor(e * 10) / 10)

/** `errors  8 of 412 requests (1.9 %) against 4 of 3,708 (0.1 %)   evidence 151x, needed 100x`. */
export const errors = (metric: MetricVerdict): Text => {
  const { new: now, old, worse } = metric
  return say(
    (f) =>
      `errors  ${f.count(now.rawErrors)} of ${f.counted(now.rawRequests, 'request', 'requests')} (${rate(f, now.rawRequests, now.rawErrors)})` +
      (old.rawRequests === 0
        ? ''
        : ` against ${f.count(old.rawErrors)} of ${f.count(old.rawRequests)} (${rate(f, old.rawRequests, old.rawErrors)})`) +
      (worse === null
        ? ''
        : `   evidence ${worse.e >= 1e6 ? 'over ' : ''}${evidence(f, worse.e)}x, needed ${f.count(Math.round(worse.threshold))}x`),
    (f) =>
      `erreurs  ${f.count(now.rawErrors)} sur ${f.counted(now.rawRequests, 'requête', 'requêtes')} (${rate(f, now.rawRequests, now.rawErrors)})` +
      (old.rawRequests === 0
        ? ''
        : ` contre ${f.count(old.rawErrors)} sur ${f.count(old.rawRequests)} (${rate(f, old.rawRequests, old.rawErrors)})`) +
      (worse === null
        ? ''
        : `   preuve de ${worse.e >= 1e6 ? 'plus de ' : ''}${evidence(f, worse.e)} contre 1, il en faut ${f.count(Math.round(worse.threshold))}`),
  )
}

export const why = (cause: Text): Text => ({ en: `why: ${cause.en}`, fr: `pourquoi : ${cause.fr}` })

const manner = (culprit: Culprit): Text => {
  const answered = culprit.errors - culprit.timeouts - culprit.broken
  if (answered >= culprit.timeouts && answered >= culprit.broken)
    return { en: 'answers 5xx', fr: 'répond 5xx' }
  return culprit.timeouts >= culprit.broken
    ? { en: 'does not answer in time', fr: 'ne répond pas à temps' }
    : { en: 'breaks its connections', fr: 'rompt ses connexions' }
}

const seenFirst = (at: Instant | null): Text =>
  at === null
    ? { en: '', fr: '' }
    : { en: `; first seen ${instantText(at)}`, fr: ` ; vu d’abord à ${instantText(at)}` }

/** `why: api answers 500 on POST /claims; first seen 14:02:11`. */
const precisely = (component: string, { method, path, status, first }: CulpritFault): Text => {
  const [asked, since] = [`${method} ${path}`, seenFirst(first)]
  const how = {
    timeout: { en: `does not answer ${asked} in time`, fr: `ne répond pas à temps à ${asked}` },
    broken: { en: `breaks its connections on ${asked}`, fr: `rompt ses connexions sur ${asked}` },
    answered: { en: `answers ${status} on ${asked}`, fr: `répond ${status} à ${asked}` },
  }[typeof status === 'number' ? 'answered' : status]
  return {
    en: `why: ${component} ${how.en}${since.en}`,
    fr: `pourquoi : ${component} ${how.fr}${since.fr}`,
  }
}

/** What fails, on what, how and since when, as far as telemetry knows. */
export const culprit = (one: Culprit, route: string | null): Text => {
  const [fault] = one.faults ?? []
  if (fault !== undefined) return precisely(one.component, fault)
  const how = manner(one)
  const since = seenFirst(one.first)
  return say(
    (f) =>
      `why: ${one.component} ${how.en}${route === null ? '' : ` on ${route}`} (${f.count(one.errors)} of ${f.count(one.requests)})${since.en}`,
    (f) =>
      `pourquoi : ${one.component} ${how.fr}${route === null ? '' : ` sur ${route}`} (${f.count(one.errors)} sur ${f.count(one.requests)})${since.fr}`,
  )
}

/** How an instance ended that nobody stopped. */
export const exited = (code: number | null, signal: string | null, line: string | null): Text => {
  const how = signal ?? String(code)
  return {
    en: `exited with ${signal === null ? `code ${how}` : how}${line === null ? '' : `; it wrote: ${line}`}`,
    fr: `terminé avec ${signal === null ? `le code ${how}` : how}${line === null ? '' : ` ; il a écrit : ${line}`}`,
  }
}
/** How migrations or a release task failed, with the line that says why. */
export const taskFailed = (task: {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly lastLines: readonly string[]
}): Text => {
  const line = lastWord(task.lastLines)
  const wrote = {
    en: line === null ? '' : `; it wrote: ${line}`,
    fr: line === null ? '' : ` ; elle a écrit : ${line}`,
  }
  const how = task.timedOut
    ? { en: 'did not end in its time', fr: 'ne s’est pas terminée à temps' }
    : task.signal !== null || task.code === null
      ? {
          en: `ended by ${task.signal ?? 'a signal'}`,
          fr: `s’est terminée par ${task.signal ?? 'un signal'}`,
        }
      : { en: `ended with code ${task.code}`, fr: `s’est terminée avec le code ${task.code}` }
  return {
    en: `the release task (\`migrations\`, \`before\`) ${how.en}${wrote.en}`,
    fr: `la tâche de version (\`migrations\`, \`before\`) ${how.fr}${wrote.fr}`,
  }
}
export const fault = (component: string, text: Text): Text => ({
  en: `${component}: ${text.en}`,
  fr: `${component} : ${text.fr}`,
})

const next = (en: string, fr: string): Text => ({ en: `next: ${en}`, fr: `ensuite : ${fr}` })

export const nextAfterReturn = (release: number, moved: boolean): Text =>
  next(
    `ecluse why ${release}; ${moved ? 'the fix can ship at once' : 'mend it and ship again'}`,
    `ecluse why ${release} ; ${moved ? 'le correctif peut être livré tout de suite' : 'corrigez, puis livrez de nouveau'}`,
  )
/** In `why` itself: where to look further. */
export const nextInWhy = (release: number, moved: boolean): Text =>
  next(
    `ecluse logs --release ${release}; ${moved ? 'the fix can ship at once' : 'mend it and ship again'}`,
    `ecluse logs --release ${release} ; ${moved ? 'le correctif peut être livré tout de suite' : 'corrigez, puis livrez de nouveau'}`,
  )
export const nextAfterFailed = (release: number): Text =>
  next(
    `ecluse why ${release}; ship the fix, it goes out in one step`,
    `ecluse why ${release} ; livrez le correctif, il sortira en une étape`,
  )
/** Nothing is before it, or nothing that it can be taken back to. */
export const nextWithoutBack: Text = next('ecluse status', 'ecluse status')
export const nextAfterDone = (release: number): Text =>
  next(
    `ecluse status; ecluse rollback takes release ${release} back`,
    `ecluse status ; ecluse rollback reprend la version ${release}`,
  )
export const nextAfterRollback = (release: number): Text =>
  next(
    `ecluse status; the watch of release ${release} only reports, and kept folders were not taken back`,
    `ecluse status ; la surveillance de la version ${release} ne fait qu’informer, et les dossiers conservés ne sont pas revenus en arrière`,
  )
