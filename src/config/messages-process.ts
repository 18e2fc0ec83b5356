import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const checksMany = (key: string, found: readonly string[]) =>
  problem(
    'checks-many',
    `\`${key}\` says ${found.map((one) => `\`${one}\``).join(' and ')} at once`,
    `\`${key}\` indique à la fois ${found.map((one) => `\`${one}\``).join(' et ')}`,
    {
      expected: words('one of `path`, `port` and `command`', 'un seul de `path`, `port` et `command`'),
      todo: words('keep one of them', 'n’en gardez qu’un'),
    },
  )

export const noWorker = (component: string) =>
  problem(
    'no-worker',
    `\`${component}\` serves people or components, and those run side by side in every rollout`,
    `\`${component}\` sert des gens ou des composants, et ceux-là tournent côte à côte dans chaque mise en production`,
    {
      expected: words(
        '`side-by-side` on a worker: no `port`, no route, no path to ask, nothing that needs it',
        '`side-by-side` sur un traitement : sans `port`, sans route, sans chemin à interroger, et dont rien n’a besoin',
      ),
      todo: words('take it out', 'retirez-le'),
    },
  )

export const workerUnasked = (component: string) =>
  problem(
    'worker-unasked',
    `\`${component}\` is a worker and has no port that could be asked`,
    `\`${component}\` est un traitement et n’a aucun port à interroger`,
    {
      expected: words('`live: { command: [...] }`', '`live: { command: [...] }`'),
      todo: words(
        'name a command that ends with 0 while it is alive, or give the component a `port`',
        'nommez une commande qui se termine par 0 tant qu’il est vivant, ou donnez un `port` au composant',
      ),
    },
  )

export const workerAlone = (component: string) =>
  problem(
    'worker-alone',
    `\`${component}\` is a worker that runs alone: its only canary is the watch, and queued jobs may meet the other release`,
    `\`${component}\` est un traitement exclusif : son seul canari est l’observation finale, et des tâches en file peuvent rencontrer l’autre version`,
    {
      expected: words('jobs that both releases understand', 'des tâches que les deux versions comprennent'),
      todo: words(
        'where two may run at once, say so: `side-by-side: true`',
        'si deux peuvent tourner à la fois, dites-le : `side-by-side: true`',
      ),
    },
  )

export const scheduleServes = (component: string) =>
  problem(
    'schedule-serves',
    `\`${component}\` runs by a timetable and has no instances that could serve, be asked or be counted`,
    `\`${component}\` s’exécute selon un horaire et n’a aucune instance qui puisse servir, être interrogée ou comptée`,
    {
      expected: words(
        '`schedule` without `port`, `live`, `instances`, a route or a component that needs it',
        '`schedule` sans `port`, `live`, `instances`, route ni composant qui en ait besoin',
      ),
      todo: words('make two components of it', 'faites-en deux composants'),
    },
  )
