import { type Problem, ProblemError } from '../kernel/problem.ts'
import { say } from '../kernel/text.ts'

export const badUserList = (file: string, why: string, cause?: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'bad-user-list',
      kind: 'failed',
      message: say(
        () => `the list of users cannot be trusted: ${why}`,
        () => `la liste des utilisateurs n’est pas digne de confiance : ${why}`,
      ),
      place: { file },
      expected: say(
        () => 'a file that only root can write, as `ecluse setup` makes it',
        () => 'un fichier que seul root peut écrire, comme le crée `ecluse setup`',
      ),
      todo: say(
        () => 'run `ecluse setup ssh://root@HOST` again',
        () => 'lancez de nouveau `ecluse setup ssh://root@HÔTE`',
      ),
    },
    cause,
  )

export const userNotListed = (application: string, user: string, file: string): Problem => ({
  code: 'user-not-listed',
  kind: 'refused',
  message: say(
    () => `${application} runs as ${user}, which is not in the list any more: nothing of it was started`,
    () => `${application} tourne sous ${user}, qui n’est plus dans la liste : rien n’en a été lancé`,
  ),
  place: { file },
  todo: say(
    () => 'run `ecluse setup ssh://root@HOST` again',
    () => 'lancez de nouveau `ecluse setup ssh://root@HÔTE`',
  ),
})

export const noUserLeft = (application: string, all: number, file: string): Problem => ({
  code: 'no-user-left',
  kind: 'refused',
  message: say(
    () => `all ${all} users of this server belong to other applications: there is none for ${application}`,
    () =>
      `les ${all} utilisateurs de ce serveur sont déjà à d’autres applications : il n’en reste pas pour ${application}`,
  ),
  place: { file },
  todo: say(
    () => 'remove an application that is not needed with `ecluse remove APPLICATION --data`',
    () => 'retirez une application inutile avec `ecluse remove APPLICATION --data`',
  ),
})

export const jobOfNobody = (id: string): Problem => ({
  code: 'job-of-nobody',
  kind: 'refused',
  message: say(
    () => `the job ${id} does not say whose code it is: it was not started`,
    () => `la tâche ${id} ne dit pas de qui est le code : elle n’a pas été lancée`,
  ),
})

export const notGiven = (path: string, why: string): Problem => ({
  code: 'not-given',
  kind: 'failed',
  message: say(
    () => `${path} could not be given to the application’s user: ${why}`,
    () => `${path} n’a pas pu être remis à l’utilisateur de l’application : ${why}`,
  ),
})

export const userInUse = (application: string): Problem => ({
  code: 'user-in-use',
  kind: 'conflict',
  message: say(
    () => `something of ${application} still runs: it keeps its user`,
    () => `${application} a encore des processus en marche : elle garde son utilisateur`,
  ),
})

export const serviceDown = (socket: string): Problem => ({
  code: 'service-down',
  kind: 'unavailable',
  message: say(
    () => `the service of this server does not run: nobody answers on ${socket}`,
    () => `le service de ce serveur n’est pas en marche : personne ne répond sur ${socket}`,
  ),
  todo: say(
    () => 'as root: `systemctl start ecluse`, and `journalctl -u ecluse` says why it ended',
    () => 'comme root : `systemctl start ecluse`, et `journalctl -u ecluse` dit pourquoi il s’est arrêté',
  ),
})
