import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const ranOnce = (
  argv: readonly string[],
  component: string,
  release: number,
  environment: string,
): Text =>
  say(
    (f) => `${argv.join(' ')} runs in ${component} of release ${f.count(release)}   ${environment}`,
    (f) => `${argv.join(' ')} s’exécute dans ${component} de la version ${f.count(release)}   ${environment}`,
  )

export const unknownRun = (id: string): Problem => ({
  code: 'unknown-run',
  kind: 'not-found',
  message: {
    en: `no output is kept of a command ${id} here`,
    fr: `aucune sortie n’est conservée ici d’une commande ${id}`,
  },
  expected: {
    en: 'the id that `ecluse run --detach` said, or its last characters',
    fr: 'l’identifiant qu’a donné « ecluse run --detach », ou ses derniers caractères',
  },
  todo: {
    en: 'those that run are shown by: ecluse status; what commands wrote: ecluse logs COMPONENT',
    fr: 'celles qui tournent sont dans : ecluse status ; ce que les commandes ont écrit : ecluse logs COMPOSANT',
  },
})

/** How its output is read, of a command that goes on by itself. */
export const readLater = (text: Text, id: string): Text => ({
  en: `${text.en}\n  what it writes: ecluse logs --run ${id}`,
  fr: `${text.fr}\n  ce qu’elle écrit : ecluse logs --run ${id}`,
})

export const seatGone = (): Problem => ({
  code: 'run-gone',
  kind: 'not-found',
  message: {
    en: 'this command is not there, or somebody sits before it already',
    fr: 'cette commande n’est plus là, ou quelqu’un y est déjà',
  },
  todo: { en: 'begin it anew: ecluse run', fr: 'relancez-la : ecluse run' },
})

export const scaled = (component: string, before: number, after: number, environment: string): Text =>
  say(
    (f) =>
      `${component} has ${f.counted(after, 'instance', 'instances')} from now on, ${f.count(before)} before   ${environment}`,
    (f) =>
      `${component} a désormais ${f.counted(after, 'instance', 'instances')}, au lieu de ${f.count(before)}   ${environment}`,
  )

export const servesNobody = (component: string): Problem => ({
  code: 'serves-nobody',
  kind: 'usage',
  message: {
    en: `${component} serves people or components: without an instance nobody would be answered`,
    fr: `${component} sert des gens ou des composants : sans instance, plus personne n’aurait de réponse`,
  },
  expected: { en: 'at least 1', fr: 'au moins 1' },
  todo: {
    en: 'to close the environment with a page: ecluse maintenance on',
    fr: 'pour fermer l’environnement avec une page : ecluse maintenance on',
  },
})

export const noInstances = (component: string): Problem => ({
  code: 'no-instances',
  kind: 'usage',
  message: {
    en: `${component} is \`static\`: the edge serves its files, and there is no instance to count`,
    fr: `${component} est \`static\` : la périphérie sert ses fichiers, et il n’y a aucune instance à compter`,
  },
  expected: { en: 'a component with a process', fr: 'un composant qui a un processus' },
  todo: {
    en: 'nothing: files are served as fast as the edge can',
    fr: 'rien : les fichiers sont servis aussi vite que le peut la périphérie',
  },
})

export const inHands = (environment: string): Problem => ({
  code: 'in-hands',
  kind: 'conflict',
  message: {
    en: `${environment} was handed over: nothing of ours changes anything there`,
    fr: `${environment} a été remis à une personne : rien de nous n’y change quoi que ce soit`,
  },
  todo: { en: 'take it back first: ecluse take-back', fr: 'reprenez-le d’abord : ecluse take-back' },
})

export const warned = (component: string, { message, todo }: Problem): Text => ({
  en: `${component}: ${message.en}${todo === undefined ? '' : `; ${todo.en}`}`,
  fr: `${component} : ${message.fr}${todo === undefined ? '' : ` ; ${todo.fr}`}`,
})

export const workersAlone = (names: readonly string[]): Text =>
  say(
    (f) =>
      `${f.list(names)} runs alone: it changes over when the last weight is in force, its only canary is the watch, and queued jobs may meet the other release`,
    (f) =>
      `${f.list(names)} tourne seul : il change quand le dernier poids est en vigueur, son seul canari est l’observation finale, et des tâches en file peuvent rencontrer l’autre version`,
  )
