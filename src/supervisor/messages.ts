import type { Problem } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

export const staleGeneration = (key: string, given: number, highest: number): Problem => ({
  code: 'stale-generation',
  kind: 'conflict',
  message: say(
    () => `generation ${given} is older than ${highest}, which ${key} has already seen: nothing was done`,
    () => `la génération ${given} est antérieure à ${highest}, déjà vue par ${key} : rien n’a été fait`,
  ),
  expected: say(
    () => `a generation of ${highest} or higher`,
    () => `une génération égale ou supérieure à ${highest}`,
  ),
})

export const notRunning = (key: string): Problem => ({
  code: 'not-running',
  kind: 'not-found',
  message: say(
    () => `${key} does not run`,
    () => `${key} n’est pas en marche`,
  ),
})

export const damagedState = (file: string): Problem => ({
  code: 'damaged-state',
  kind: 'failed',
  message: say(
    () => `${file} cannot be read as what a supervisor wrote`,
    () => `${file} n’est pas lisible comme l’écrit d’un superviseur`,
  ),
  place: { file },
  todo: say(
    () => 'restore it from a backup, or move it away: nothing it lists is started again then',
    () => 'restaurez-le d’une copie, ou déplacez-le : rien de ce qu’il énumère ne sera alors relancé',
  ),
})

export const newerState = (file: string, found: unknown): Problem => ({
  code: 'newer-state',
  kind: 'conflict',
  message: say(
    () => `${file} was written by a newer Écluse (format ${String(found)})`,
    () => `${file} a été écrit par une version plus récente d’Écluse (format ${String(found)})`,
  ),
  place: { file },
  todo: say(
    () => 'use the newer Écluse',
    () => 'utilisez la version plus récente d’Écluse',
  ),
})

export const unknownRequest = (op: string): Problem => ({
  code: 'unknown-request',
  kind: 'usage',
  message: say(
    () => `the supervisor knows no request “${op}”`,
    () => `le superviseur ne connaît pas la demande « ${op} »`,
  ),
})

export const badRequest = (op: string, member: string): Problem => ({
  code: 'bad-request',
  kind: 'usage',
  message: say(
    () => `the request “${op}” lacks a valid “${member}”`,
    () => `la demande « ${op} » n’a pas de « ${member} » valide`,
  ),
})

export const commandMissing = (command: string, cwd: string): Problem => ({
  code: 'start-command-missing',
  kind: 'failed',
  message: say(
    () => `the start command “${command}” is not there`,
    () => `la commande de démarrage « ${command} » est introuvable`,
  ),
  expected: say(
    () => `an executable file, looked for from ${cwd} and on the PATH that the component declares`,
    () => `un fichier exécutable, cherché à partir de ${cwd} et dans le PATH déclaré par le composant`,
  ),
  todo: say(
    () => 'correct “start” of the component, or put the file into its image',
    () => 'corrigez « start » du composant, ou ajoutez le fichier à son image',
  ),
})

export const folderMissing = (cwd: string): Problem => ({
  code: 'folder-missing',
  kind: 'failed',
  message: say(
    () => `the folder ${cwd}, where the start command runs, is not there`,
    () => `le dossier ${cwd}, où s’exécute la commande de démarrage, est introuvable`,
  ),
  place: { file: cwd },
})

export const notStarted = (command: string, reason: string): Problem => ({
  code: 'not-started',
  kind: 'failed',
  message: say(
    () => `“${command}” could not be started (${reason})`,
    () => `« ${command} » n’a pas pu démarrer (${reason})`,
  ),
})

export const portIgnored = (port: number, elsewhere: readonly number[]): Problem => ({
  code: 'port-ignored',
  kind: 'failed',
  message: say(
    (f) =>
      elsewhere.length === 0
        ? `the application ignores PORT: it listens nowhere, and not on ${port}`
        : `the application ignores PORT: it listens on ${f.list(elsewhere.map(String))}, and not on ${port}`,
    (f) =>
      elsewhere.length === 0
        ? `l’application ignore PORT : elle n’écoute nulle part, et pas sur ${port}`
        : `l’application ignore PORT : elle écoute sur ${f.list(elsewhere.map(String))}, et pas sur ${port}`,
  ),
  expected: say(
    () => 'an application that listens on HOST and PORT of its environment',
    () => 'une application qui écoute sur HOST et PORT de son environnement',
  ),
  todo: say(
    () => 'listen on process.env.PORT (or what your language calls it)',
    () => 'écoutez sur process.env.PORT (ou son équivalent dans votre langage)',
  ),
})

export const hostIgnored = (port: number): Problem => ({
  code: 'host-ignored',
  kind: 'failed',
  message: say(
    () => `the application ignores HOST: it listens on port ${port}, but not on 127.0.0.1`,
    () => `l’application ignore HOST : elle écoute sur le port ${port}, mais pas sur 127.0.0.1`,
  ),
  todo: say(
    () => 'listen on HOST and PORT of the environment, or on every address',
    () => 'écoutez sur HOST et PORT de l’environnement, ou sur toutes les adresses',
  ),
})

export const wrongStatus = (path: string, status: number, expected: number): Problem => ({
  code: 'not-ready',
  kind: 'failed',
  message: say(
    () => `GET ${path} answers ${status}`,
    () => `GET ${path} répond ${status}`,
  ),
  expected: say(
    () => `${expected}`,
    () => `${expected}`,
  ),
})

export const noAnswer = (path: string, reason: string): Problem => ({
  code: 'not-ready',
  kind: 'failed',
  message: say(
    () => `GET ${path} is not answered (${reason})`,
    () => `GET ${path} reste sans réponse (${reason})`,
  ),
})

export const portsTaken = (port: number): Problem => ({
  code: 'port-taken',
  kind: 'unavailable',
  message: say(
    () => `another process took port ${port} first, again and again`,
    () => `un autre processus a pris le port ${port} d’abord, à plusieurs reprises`,
  ),
})

export const noPortLeft = (): Problem => ({
  code: 'no-port-left',
  kind: 'unavailable',
  message: say(
    () => 'no port is free from 20000 to 29999',
    () => 'aucun port n’est libre de 20000 à 29999',
  ),
})

export const addressTaken = (address: string, reason: string): Problem => ({
  code: reason === 'EADDRINUSE' ? 'address-taken' : 'address-refused',
  kind: 'unavailable',
  message: say(
    () =>
      reason === 'EADDRINUSE'
        ? `another process listens on ${address}`
        : `the system refuses the address ${address} (${reason})`,
    () =>
      reason === 'EADDRINUSE'
        ? `un autre processus écoute sur ${address}`
        : `le système refuse l’adresse ${address} (${reason})`,
  ),
  todo: say(
    () => 'stop that process, or change “listen” of the environment',
    () => 'arrêtez ce processus, ou changez « listen » de l’environnement',
  ),
})

export const exited = (code: number | null, signal: string | null): Problem => ({
  code: 'exited',
  kind: 'failed',
  message: say(
    () =>
      signal !== null
        ? `it was ended by ${signal}`
        : code === null
          ? 'it ended, unseen'
          : `it ended with code ${code}`,
    () =>
      signal !== null
        ? `il a été terminé par ${signal}`
        : code === null
          ? 'il s’est terminé sans témoin'
          : `il s’est terminé avec le code ${code}`,
  ),
})

export const stoppedByHand = (isLeft: boolean): Problem => ({
  code: 'stopped-by-hand',
  kind: 'failed',
  message: say(
    () => `it stands still: a signal stopped it${isLeft ? '' : ', so it is killed and started again'}`,
    () => `il est immobile : un signal l’a suspendu${isLeft ? '' : ' ; il est donc tué puis relancé'}`,
  ),
  ...(isLeft
    ? {
        todo: say(
          () => 'let it go on: kill -CONT its process',
          () => 'laissez-le reprendre : kill -CONT sur son processus',
        ),
      }
    : {}),
})

export const noSupervisor = (socket: string, lastLines: readonly string[]): Problem => ({
  code: 'no-supervisor',
  kind: 'unavailable',
  message: say(
    () =>
      `the supervisor did not answer on ${socket}${lastLines.length === 0 ? '' : `: ${lastLines.join(' ')}`}`,
    () =>
      `le superviseur n’a pas répondu sur ${socket}${lastLines.length === 0 ? '' : ` : ${lastLines.join(' ')}`}`,
  ),
})
