import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Topic } from '../kernel/topic.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const words = {
  usage: text('Usage:', 'Utilisation :'),
  topics: text('Topics, read by ecluse help TOPIC:', 'Sujets, lus par ecluse help SUJET :'),
  commands: text('Commands:', 'Commandes :'),
  argument: text('Argument:', 'Argument :'),
  options: text('Options:', 'Options :'),
  everywhere: text('Options of every command:', 'Options de toutes les commandes :'),
  examples: text('Examples:', 'Exemples :'),
  json: text('With --json:', 'Avec --json :'),
  exits: text('Exit codes:', 'Codes de sortie :'),
  optionsWord: text('[options]', '[options]'),
  commandWord: text('<command>', '<commande>'),
} as const

export const about = text(
  'Écluse takes a commit to watched production, many times a day, and can always take it back.',
  'Écluse mène un commit jusqu’à une production surveillée, plusieurs fois par jour, et peut toujours revenir en arrière.',
)

export const first = text(
  'To begin: ecluse init, git commit, ecluse ship. Help of one command: ecluse COMMAND --help; of a topic: ecluse help TOPIC',
  'Pour commencer : ecluse init, git commit, ecluse ship. Aide d’une commande : ecluse COMMANDE --help ; d’un sujet : ecluse help SUJET',
)

export const everywhere: readonly { readonly flags: string; readonly says: Text }[] = [
  {
    flags: '--application <name>',
    says: text(
      'which application; without: the one of ecluse.yaml here',
      'quelle application ; sans cela : celle de l’ecluse.yaml d’ici',
    ),
  },
  {
    flags: '--environment <name>',
    says: text(
      'which environment; without: the only one, or the only one with a live rollout',
      'quel environnement ; sans cela : le seul, ou le seul où un déploiement est en cours',
    ),
  },
  {
    flags: '--data <folder>',
    says: text(
      'the data folder; without: ECLUSE_DATA, or the user’s state folder',
      'le dossier de données ; sans cela : ECLUSE_DATA, ou le dossier d’état de l’utilisateur',
    ),
  },
  {
    flags: '--server <address>',
    says: text(
      'ssh://USER@HOST of a prepared server; without: ECLUSE_SERVER, server: of ecluse.yaml, or this machine (local)',
      'ssh://UTILISATEUR@HÔTE d’un serveur préparé ; sans cela : ECLUSE_SERVER, server: d’ecluse.yaml, ou cette machine (local)',
    ),
  },
  {
    flags: '--json',
    says: text(
      'documents of stable shape, for programs',
      'des documents de forme stable, pour les programmes',
    ),
  },
  {
    flags: '--language <en|fr>',
    says: text('without: the locale’s', 'sans cela : celle des paramètres régionaux'),
  },
  { flags: '-h, --help', says: text('this help', 'cette aide') },
]

export const versionSays = text('the version of Écluse', 'la version d’Écluse')

export const exits: Text = text(
  '0 done   1 failed   2 bad usage or config   3 rolled back   4 refused by a gate   5 waiting for its turn or a window   6 undecided, the rollout goes on',
  '0 terminé   1 échec   2 mauvais usage ou mauvaise configuration   3 retour en arrière   4 refusé par un contrôle   5 attend son tour ou une fenêtre   6 non décidé, le déploiement continue',
)

export const errorsJson: Text = text(
  'Errors: one line on standard error, {"problems":[{code,kind,message,place?,expected?,todo?,topic}],"exit"}. Sentences are {"en","fr"}, instants ISO 8601 in UTC, and durations numbers whose name ends with the unit, such as tookMs.',
  'Erreurs : une ligne sur la sortie d’erreur, {"problems":[{code,kind,message,place?,expected?,todo?,topic}],"exit"}. Les phrases sont {"en","fr"}, les instants sont en ISO 8601, en UTC, et les durées des nombres dont le nom finit par l’unité, comme tookMs.',
)

/** Where to read about what went wrong. */
export const helpLine = (topics: readonly Topic[]): Text => {
  const lines = topics.map((topic) => `ecluse help ${topic}`).join(', ')
  return text(`  help: ${lines}`, `  aide : ${lines}`)
}

export const unknownTopic = (given: string, near: string | undefined): Problem => ({
  code: 'unknown-topic',
  kind: 'usage',
  message: text(`there is no command and no topic “${given}”`, `il n’y a ni commande ni sujet « ${given} »`),
  expected: text('a command, or a topic of ecluse help', 'une commande, ou un sujet d’ecluse help'),
  todo:
    near === undefined
      ? text('ecluse help lists them', 'ecluse help en donne la liste')
      : text(`did you mean ecluse help ${near}?`, `vouliez-vous dire ecluse help ${near} ?`),
})

export const pageMissing = (topic: Topic, file: string): Problem => ({
  code: 'incomplete-package',
  kind: 'failed',
  message: say(
    () => `the page about ${topic} is not in this package (${file})`,
    () => `la page sur ${topic} n’est pas dans ce paquet (${file})`,
  ),
  todo: text('install the package again', 'réinstallez le paquet'),
})
