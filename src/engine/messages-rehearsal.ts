import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Probed } from '../records/types-rehearsal.ts'

const requests = ({ sent, failed, open = 0 }: Probed): Text => {
  if (sent === 0 && open > 0)
    return { en: 'no request was answered yet', fr: 'aucune requête n’a encore reçu de réponse' }
  if (sent === 0) return { en: 'no request could be sent', fr: 'aucune requête n’a pu être envoyée' }
  return say(
    (f) =>
      `${f.count(sent)} ${sent === 1 ? 'request' : 'requests'} meanwhile, ${failed === 0 ? 'none' : f.count(failed)} failed`,
    (f) =>
      `${f.count(sent)} ${sent === 1 ? 'requête' : 'requêtes'} pendant ce temps, ${failed === 0 ? 'aucun échec' : failed === 1 ? '1 échec' : `${f.count(failed)} échecs`}`,
  )
}

const gap = ({ interrupted }: Probed): Text =>
  interrupted
    ? {
        en: '; the control plane was away in between, when nothing was sent',
        fr: ' ; le plan de contrôle a été absent entre-temps, sans requête envoyée',
      }
    : { en: '', fr: '' }

const still = ({ open = 0 }: Probed): Text =>
  open === 0
    ? { en: '', fr: '' }
    : say(
        (f) => `; ${f.count(open)} still ${open === 1 ? 'waits' : 'wait'} for an answer`,
        (f) => ` ; ${f.count(open)} ${open === 1 ? 'attend' : 'attendent'} encore une réponse`,
      )

export const answersOpen = (open: number): Text =>
  say(
    (f) =>
      `${f.count(open)} ${open === 1 ? 'request of the rehearsal still waits' : 'requests of the rehearsal still wait'} for an answer, which says whether all went well`,
    (f) =>
      `${f.count(open)} ${open === 1 ? 'requête de la répétition attend' : 'requêtes de la répétition attendent'} encore une réponse, qui dira si tout s’est bien passé`,
  )

/** How a rehearsal that came back and went forth again went. */
export const rehearsed = (
  environment: string,
  previous: number,
  back: Ms,
  forth: Ms,
  probed: Probed,
): Text => {
  const [asked, waits, away] = [requests(probed), still(probed), gap(probed)]
  return say(
    (f) =>
      `the way back was rehearsed in ${environment}: back on release ${previous} in ${f.duration(back)}, forth again in ${f.duration(forth)}; ${asked.en}${waits.en}${away.en}`,
    (f) =>
      `le retour en arrière a été répété dans ${environment} : retour à la version ${previous} en ${f.duration(back)}, remise en service en ${f.duration(forth)} ; ${asked.fr}${waits.fr}${away.fr}`,
  )
}

export const firstFailure = ({ first }: Probed): Text =>
  first === null
    ? { en: '', fr: '' }
    : {
        en: `; the first: ${first.what} answered ${first.answered}`,
        fr: ` ; le premier : ${first.what} a répondu ${first.answered}`,
      }

/** The previous release could not carry people again. */
export const notBack = (environment: string, previous: number): Text => ({
  en: `the rehearsal in ${environment} failed: release ${previous} was not ready to carry people again`,
  fr: `la répétition dans ${environment} a échoué : la version ${previous} n’était pas prête à recevoir les gens de nouveau`,
})

export const byHand = (environment: string): Text => ({
  en: `the release is out in ${environment}, but a person led it there: its way back was not rehearsed`,
  fr: `la version est en service dans ${environment}, mais une personne l’y a menée : son retour n’a pas été répété`,
})

export const nothingBefore = (environment: string): Text => ({
  en: `nothing ran in ${environment} before it that people could be taken back to: there was nothing to rehearse`,
  fr: `rien ne tournait avant elle dans ${environment} où ramener les gens : il n’y avait rien à répéter`,
})

export const noWayBack = (environment: string): Text => ({
  en: `a person accepted that there is no way back by itself from it: none was rehearsed in ${environment}`,
  fr: `une personne a accepté qu’on n’en revienne pas automatiquement : aucun retour n’a été répété dans ${environment}`,
})

export const loadRuns = (command: readonly string[]): Text => ({
  en: `${command.join(' ')} still runs: its end says whether all went well`,
  fr: `${command.join(' ')} tourne encore : sa fin dira si tout s’est bien passé`,
})

export const loadEnded = (
  command: readonly string[],
  {
    code,
    signal,
    timedOut,
  }: { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean },
): Text => {
  const words = command.join(' ')
  if (timedOut) return { en: `${words} did not end in time`, fr: `${words} n’a pas fini à temps` }
  if (signal !== null)
    return { en: `${words} was ended by ${signal}`, fr: `${words} a pris fin par ${signal}` }
  return { en: `${words} ended with ${code ?? '?'}`, fr: `${words} a fini par ${code ?? '?'}` }
}

export const loadLost = (command: readonly string[]): Text => ({
  en: `how ${command.join(' ')} ended is not known any more`,
  fr: `on ne sait plus comment ${command.join(' ')} a fini`,
})
