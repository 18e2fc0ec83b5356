import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const twoWriters = (component: string, path: string) =>
  problem(
    'keep-two-writers',
    `during a rollout two revisions of \`${component}\` would write \`${path}\` at once`,
    `pendant une mise en production, deux révisions de \`${component}\` écriraient dans \`${path}\` à la fois`,
    {
      expected: words(
        'data that two processes may write at once, such as SQLite in WAL mode with a busy timeout',
        'des données que deux processus peuvent écrire à la fois, comme SQLite en mode WAL avec un délai d’attente',
      ),
      todo: words(
        `where it may, say so: \`keep: { ${path}: shared }\``,
        `si c’est le cas, dites-le : \`keep: { ${path}: shared }\``,
      ),
    },
  )

export const untested = (component: string) =>
  problem(
    'not-tested',
    `\`${component}\` declares no test: every commit of it would be let through`,
    `\`${component}\` ne déclare aucun test : chacun de ses commits serait admis`,
    {
      expected: words('at least one test', 'au moins un test'),
      todo: words(
        'write `tests: { unit: { run: [npm, test] } }`',
        'écrivez `tests: { unit: { run: [npm, test] } }`',
      ),
    },
  )

export const unreached = (component: string) =>
  problem(
    'not-reached',
    `nobody reaches \`${component}\`: no route leads to it, and no component needs it`,
    `personne n’atteint \`${component}\` : aucune route n’y mène, et aucun composant n’en a besoin`,
    {
      expected: words('a route, or a component that needs it', 'une route, ou un composant qui en a besoin'),
      todo: words('add one, or leave it so on purpose', 'ajoutez-en un, ou laissez-le ainsi à dessein'),
    },
  )

export const noRoot = () =>
  problem(
    'no-root-route',
    'no route answers `/`: people who ask for other paths get 404',
    'aucune route ne répond à `/` : qui demande un autre chemin reçoit 404',
    {
      expected: words('a route with `path: /`', 'une route avec `path: /`'),
      todo: words('add one, or leave it so on purpose', 'ajoutez-en une, ou laissez-le ainsi à dessein'),
    },
  )

export const drainShort = (component: string) =>
  problem(
    'drain-short',
    `\`${component}\` may be stopped before a slow answer is over: \`drain\` is shorter than \`request\``,
    `\`${component}\` peut être arrêté avant la fin d’une réponse lente : \`drain\` est plus court que \`request\``,
    {
      expected: words('a `drain` of at least `request`', 'un `drain` au moins égal à `request`'),
      todo: words('make `drain` longer', 'allongez `drain`'),
    },
  )

export const privilegedPort = (listen: string) =>
  problem(
    'privileged-port',
    `\`${listen}\` needs the right to open ports below 1024`,
    `\`${listen}\` demande le droit d’ouvrir des ports inférieurs à 1024`,
    {
      expected: words('a port from 1024, or that right', 'un port à partir de 1024, ou ce droit'),
      todo: words(
        'choose another port, or run Écluse with the capability CAP_NET_BIND_SERVICE',
        'choisissez un autre port, ou lancez Écluse avec la capacité CAP_NET_BIND_SERVICE',
      ),
    },
  )

export const promotesUnsure = (environment: string) =>
  problem(
    'promotes-unsure',
    `\`${environment}\` moves people on without enough evidence`,
    `\`${environment}\` fait avancer les gens sans preuves suffisantes`,
    {
      expected: words('`when-unsure: hold` or `roll-back`', '`when-unsure: hold` ou `roll-back`'),
      todo: words('take it out, or leave it so on purpose', 'retirez-le, ou laissez-le ainsi à dessein'),
    },
  )
