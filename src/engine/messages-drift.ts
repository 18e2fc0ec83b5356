import { say, type Text } from '../kernel/text.ts'

const ended = (signal: string | null, code: number | null, stopped: boolean): Text => {
  if (stopped)
    return {
      en: 'stood still, stopped by a signal, and was killed',
      fr: 'était suspendue par un signal et a été tuée',
    }
  if (signal !== null) return { en: `was ended by ${signal}`, fr: `a été terminée par ${signal}` }
  return code === null
    ? { en: 'ended, unseen', fr: 's’est terminée sans témoin' }
    : { en: `ended with code ${code}`, fr: `s’est terminée avec le code ${code}` }
}

/** An instance that nobody asked to end. `times`: of this revision, since people were last told. */
export const instanceEnded = (
  environment: string,
  instance: string,
  how: { readonly signal: string | null; readonly code: number | null; readonly stopped: boolean },
  times: number,
): Text => {
  const { en, fr } = ended(how.signal, how.code, how.stopped)
  return say(
    (f) =>
      `${environment}: ${instance} ${en}${times > 1 ? ` (${f.count(times)} times)` : ''}; it is started again`,
    (f) =>
      `${environment} : ${instance} ${fr}${times > 1 ? ` (${f.count(times)} fois)` : ''} ; elle est relancée`,
  )
}
export const standsStill = (environment: string, instance: string): Text => ({
  en: `${environment}: ${instance} stands still, stopped by a signal; it is left so (drift: tell)`,
  fr: `${environment} : ${instance} est suspendue par un signal ; elle est laissée ainsi (drift: tell)`,
})

/** What serves people, as it is read; null: nothing does. */
export type Served = {
  readonly shares: readonly { readonly release: number; readonly weight: number }[]
} | null

const serves = (served: Served): Text =>
  served === null
    ? { en: 'nothing serves people', fr: 'rien ne sert les gens' }
    : say(
        (f) =>
          f.list(
            served.shares.map(({ release, weight }) => `${f.percent(weight / 100)} on release ${release}`),
          ),
        (f) =>
          f.list(
            served.shares.map(
              ({ release, weight }) => `${f.percent(weight / 100)} sur la version ${release}`,
            ),
          ),
      )

/** The edge was changed by another than us. `done`: what happens about it. */
export const routeChanged = (
  environment: string,
  served: Served,
  release: number,
  done: 'repaired' | 'told' | 'rollout',
): Text => {
  const { en, fr } = serves(served)
  const then = {
    repaired: {
      en: `everybody is put back on release ${release}`,
      fr: `tout le monde est remis sur la version ${release}`,
    },
    told: { en: 'it is left so (drift: tell)', fr: 'cela est laissé ainsi (drift: tell)' },
    rollout: {
      en: `the rollout of release ${release} puts it right`,
      fr: `le déploiement de la version ${release} y remédie`,
    },
  }[done]
  return {
    en: `${environment}: the edge was changed behind our back (${en}); ${then.en}`,
    fr: `${environment} : l’accès a été modifié à notre insu (${fr}) ; ${then.fr}`,
  }
}
export const runsGone = (environment: string, components: readonly string[], release: number): Text =>
  say(
    (f) =>
      `${environment}: ${f.list(components)} of release ${release} does not run; it is left so (drift: tell)`,
    (f) =>
      `${environment} : ${f.list(components)} de la version ${release} ne tourne pas ; cela est laissé ainsi (drift: tell)`,
  )
