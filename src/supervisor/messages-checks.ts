import type { Problem } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

export { noAnswer, wrongStatus } from './messages.ts'

export const portClosed = (port: number, reason: string): Problem => ({
  code: 'not-ready',
  kind: 'failed',
  message: say(
    () => `port ${port} takes no connection (${reason})`,
    () => `le port ${port} n’accepte aucune connexion (${reason})`,
  ),
})

export const commandFailed = (name: string, how: string): Problem => ({
  code: 'not-ready',
  kind: 'failed',
  message: say(
    () => `the check ${name} did not pass (${how})`,
    () => `la vérification ${name} n’a pas réussi (${how})`,
  ),
})

/** Killed for its live check: said instead of the exit that follows. */
export const notAlive = (why: Problem): Problem => ({
  code: 'not-alive',
  kind: 'failed',
  message: {
    en: `three live checks in a row failed, so it is killed and started again: ${why.message.en}`,
    fr: `trois vérifications de suite ont échoué ; elle est donc tuée puis relancée : ${why.message.fr}`,
  },
})

export const endedForGood = (code: number | null, signal: string | null, restart: string): Problem => ({
  code: 'ended',
  kind: 'failed',
  message: say(
    () => `it ended with ${signal ?? `code ${code}`}, and is not started again (restart: ${restart})`,
    () =>
      `elle s’est terminée avec ${signal ?? `le code ${code}`} et n’est pas relancée (restart: ${restart})`,
  ),
})

export const workerListens = (ports: readonly number[]): Problem => ({
  code: 'worker-listens',
  kind: 'failed',
  message: say(
    (f) =>
      `a worker, which declares no port, listens on ${f.list(ports.map(String))}: nobody is routed to it`,
    (f) =>
      `un traitement, qui ne déclare aucun port, écoute sur ${f.list(ports.map(String))} : personne n’y est dirigé`,
  ),
  todo: {
    en: 'where people or components are to reach it, declare its `port`',
    fr: 'si des gens ou des composants doivent l’atteindre, déclarez son `port`',
  },
})

export const limitNotEnforced = (what: 'memory' | 'cpu', why: string): Problem => ({
  code: 'limit-not-enforced',
  kind: 'unavailable',
  message: {
    en: `the limit of ${what === 'cpu' ? 'processors' : 'memory'} is not enforced here: ${why}`,
    fr: `la limite de ${what === 'cpu' ? 'processeurs' : 'mémoire'} n’est pas imposée ici : ${why}`,
  },
  todo: {
    en: 'run the supervisor where it may write cgroups: ecluse setup, or a service with Delegate=yes',
    fr: 'lancez le superviseur là où il peut écrire les cgroups : ecluse setup, ou un service avec Delegate=yes',
  },
})

export const limitByPrlimit = (): Problem => ({
  code: 'limit-by-process',
  kind: 'unavailable',
  message: {
    en: 'the limit of memory holds for each process alone, not for all of an instance together',
    fr: 'la limite de mémoire vaut pour chaque processus seul, non pour toute l’instance',
  },
})

export const didNotStop = (asked: string, within: number): Problem => ({
  code: 'did-not-stop',
  kind: 'failed',
  message: say(
    (f) => `it did not end within ${f.duration(within)} of ${asked}, and was killed`,
    (f) => `il ne s’est pas terminé dans les ${f.duration(within)} suivant ${asked}, et a été tué`,
  ),
  expected: say(
    (f) => `its end, within times.stop (${f.duration(within)})`,
    (f) => `sa fin, dans le délai times.stop (${f.duration(within)})`,
  ),
  todo: {
    en: `let it end on ${asked}, name another stop-signal, or give it more time: times.stop`,
    fr: `faites-le se terminer à ${asked}, indiquez un autre stop-signal, ou donnez-lui plus de temps : times.stop`,
  },
})
