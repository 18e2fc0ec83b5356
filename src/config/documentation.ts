import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** What each key of `ecluse.yaml` means, with its default: shown by editors. */
export const docs = {
  application: doc(
    'Name of the application: what is shipped together.',
    'Nom de l’application : ce qui est livré ensemble.',
  ),
  disk: doc(
    'What the application may take on the disk of the server.',
    'Ce que l’application peut occuper sur le disque du serveur.',
  ),
  diskAtMost: doc(
    'Above it the oldest releases lose their images and logs, never what runs or what `rollback` needs; images that applications share count for each. Kept folders are not counted. Default: the newest twenty releases.',
    'Au-delà, les versions les plus anciennes perdent leurs images et leurs journaux, jamais ce qui tourne ni ce que demande `rollback` ; les images que des applications partagent comptent pour chacune. Les dossiers conservés ne comptent pas. Par défaut : les vingt versions les plus récentes.',
  ),
  server: doc(
    'Server that the commands speak to, over ssh: `ssh://USER@HOST`; `--server` and ECLUSE_SERVER go before it. Default: this machine.',
    'Serveur auquel les commandes s’adressent, par ssh : `ssh://UTILISATEUR@HÔTE` ; `--server` et ECLUSE_SERVER passent avant. Par défaut : cette machine.',
  ),
  components: doc(
    'The services that the application is made of, by name.',
    'Les services dont l’application est faite, par nom.',
  ),
  routes: doc(
    'Which component answers which path of the public address; the longest path wins. Default: `/` goes to the one component that no other needs.',
    'Quel composant répond à quel chemin de l’adresse publique ; le chemin le plus long l’emporte. Par défaut, `/` va au seul composant dont aucun autre n’a besoin.',
  ),
  routePath: doc(
    'Path of the public address, and all below it.',
    'Chemin de l’adresse publique, et tout ce qui se trouve dessous.',
  ),
  routeComponent: doc('Component that answers it.', 'Composant qui y répond.'),
  environments: doc(
    'Where releases run, by name. Promotion follows `after`, or the order of the file where no environment has one.',
    'Où tournent les versions, par nom. La promotion suit `after`, ou l’ordre du fichier si aucun environnement n’en a.',
  ),
  build: doc('How the component’s image is built.', 'Comment l’image du composant est construite.'),
  context: doc(
    'Folder of the component in the repository. Default: `.`, its root.',
    'Dossier du composant dans le dépôt. Par défaut : `.`, sa racine.',
  ),
  buildRun: doc(
    'Command that builds a component that is not a recognised Node application; it writes the folder named by `output`.',
    'Commande qui construit un composant qui n’est pas une application Node reconnue ; elle écrit le dossier nommé par `output`.',
  ),
  output: doc(
    'Folder that `run` writes, inside the context: what the image holds.',
    'Dossier que `run` écrit, dans le contexte : ce que contient l’image.',
  ),
  installScripts: doc(
    'Dependencies whose install scripts may run. Default: none.',
    'Dépendances dont les scripts d’installation peuvent tourner. Par défaut : aucune.',
  ),
  buildWithin: doc(
    'Time limit of the build. Default: `15m`.',
    'Temps accordé à la construction. Par défaut : `15m`.',
  ),
  start: doc(
    'Command that starts an instance. Default: the `start` script of package.json.',
    'Commande qui démarre une instance. Par défaut : le script `start` de package.json.',
  ),
  port: doc(
    'Port that the application uses by itself; every instance is told its own in the variable `PORT`.',
    'Port que l’application utilise d’elle-même ; chaque instance reçoit le sien dans la variable `PORT`.',
  ),
  ready: doc(
    'How an instance shows that it is ready. Default: `/` answers 200.',
    'Comment une instance montre qu’elle est prête. Par défaut : `/` répond 200.',
  ),
  readyPath: doc('Path that is asked. Default: `/`.', 'Chemin interrogé. Par défaut : `/`.'),
  readyStatus: doc('Status that means ready. Default: 200.', 'Code qui signifie prête. Par défaut : 200.'),
  readyWithin: doc(
    'Time that an instance has to become ready. Default: `60s`.',
    'Temps laissé à une instance pour être prête. Par défaut : `60s`.',
  ),
  steadyFor: doc(
    'How long it has to be ready without a break. Default: `1s`.',
    'Durée pendant laquelle elle doit rester prête sans interruption. Par défaut : `1s`.',
  ),
  times: doc(
    'Time limits while an instance serves and stops.',
    'Délais pendant qu’une instance sert et s’arrête.',
  ),
  request: doc(
    'Time that an answer may take; then it is an error. Default: `30s`.',
    'Temps accordé à une réponse ; au-delà, c’est une erreur. Par défaut : `30s`.',
  ),
  drain: doc(
    'Longest wait for requests in flight before an instance is stopped. Default: `30s`.',
    'Attente maximale des requêtes en cours avant l’arrêt d’une instance. Par défaut : `30s`.',
  ),
  stop: doc(
    'Time from SIGTERM to SIGKILL. Default: `10s`.',
    'Temps de SIGTERM à SIGKILL. Par défaut : `10s`.',
  ),
  needs: doc(
    'Components that this one calls: `needs: [api]` gives it the variable `API_URL`, the address of the api of the same release. As a map, with the versions that will do: `needs: { api: ">=2.3" }`; a component without a Semantic Version satisfies no range.',
    'Composants que celui-ci appelle : `needs: [api]` lui donne la variable `API_URL`, l’adresse de l’api de la même version. Sous forme de table, avec les versions qui conviennent : `needs: { api: ">=2.3" }` ; un composant sans version sémantique ne satisfait aucun intervalle.',
  ),
  variables: doc(
    'Environment variables of the instances, part of the release.',
    'Variables d’environnement des instances, qui font partie de la version.',
  ),
  secrets: doc(
    'Variables whose values are not in the file: `{ file: PATH }` and `{ command: [...] }` are read on the server, `{ environment: NAME }` where the commit is shipped from; `set` waits for `ecluse secret set`.',
    'Variables dont la valeur n’est pas dans le fichier : `{ file: CHEMIN }` et `{ command: [...] }` sont lus sur le serveur, `{ environment: NOM }` là d’où le commit est livré ; `set` attend `ecluse secret set`.',
  ),
  secretFile: doc(
    'File of the server, from `/`; others may not read it.',
    'Fichier du serveur, à partir de `/` ; les autres ne peuvent pas le lire.',
  ),
  secretEnvironment: doc(
    'Variable of the environment in which `ecluse ship` runs.',
    'Variable de l’environnement dans lequel `ecluse ship` est lancée.',
  ),
  secretCommand: doc(
    'Command of the server that prints the value within 10 s.',
    'Commande du serveur qui écrit la valeur en moins de 10 s.',
  ),
  secretOverrides: doc(
    'Secrets by component that come from elsewhere here.',
    'Secrets par composant qui viennent ici d’ailleurs.',
  ),
  secretsOnRollback: doc(
    'Which values a later rollback uses: those in force (`current`, default) or those that the release had (`recorded`).',
    'Quelles valeurs utilise un retour en arrière ultérieur : celles en vigueur (`current`, par défaut) ou celles qu’avait la version (`recorded`).',
  ),
  keep: doc(
    'Folders that outlive every release. `shared` where two revisions may write one at once.',
    'Dossiers qui survivent à chaque version. `shared` si deux révisions peuvent y écrire à la fois.',
  ),
  instances: doc(
    'How many processes serve at once. Default: 1.',
    'Combien de processus servent à la fois. Par défaut : 1.',
  ),
  tests: doc(
    'Commands that every candidate has to pass, each in a clean checkout with all its dependencies.',
    'Commandes que chaque version admissible doit réussir, chacune dans une copie propre avec toutes ses dépendances.',
  ),
  testRun: doc('The command.', 'La commande.'),
  report: doc(
    'JUnit or TAP report that the command writes. Default: the exit code decides.',
    'Rapport JUnit ou TAP que la commande écrit. Par défaut, le code de sortie décide.',
  ),
  testWithin: doc('Time limit of the test. Default: `15m`.', 'Temps accordé au test. Par défaut : `15m`.'),
  after: doc(
    'Environment that has to be done before this one begins.',
    'Environnement qui doit être terminé avant que celui-ci commence.',
  ),
  target: doc(
    'Where instances run. Default: `process`, processes of this machine.',
    'Où tournent les instances. Par défaut : `process`, des processus de cette machine.',
  ),
  listen: doc('Public address of the environment.', 'Adresse publique de l’environnement.'),
  strategy: doc(
    'How people are moved to a new release. Default: `blue-green`.',
    'Comment les gens passent à une nouvelle version. Par défaut : `blue-green`.',
  ),
  canary: doc('A share of people first, then more.', 'Une part des gens d’abord, puis davantage.'),
  steps: doc(
    'Rising shares of people. Default: `[10%, 50%]`.',
    'Parts croissantes des gens. Par défaut : `[10%, 50%]`.',
  ),
  weight: doc('Share of people.', 'Part des gens.'),
  atLeast: doc('Shortest time of a step. Default: `1m`.', 'Durée minimale d’une étape. Par défaut : `1m`.'),
  atMost: doc(
    'Time after which `when-unsure` or `when-blind` decides. Default: `30m`.',
    'Temps après lequel `when-unsure` ou `when-blind` décide. Par défaut : `30m`.',
  ),
  whenUnsure: doc(
    'What happens at the end of a step without enough evidence. Default: `hold`.',
    'Ce qui se passe à la fin d’une étape sans preuves suffisantes. Par défaut : `hold`.',
  ),
  whenBlind: doc(
    'What happens at the end of a step without telemetry. Default: `hold`.',
    'Ce qui se passe à la fin d’une étape sans télémétrie. Par défaut : `hold`.',
  ),
  whenSuperseded: doc(
    'What the canary does when a later release waits. Default: `finish`.',
    'Ce que fait le canari quand une version plus récente attend. Par défaut : `finish`.',
  ),
  watch: doc(
    'The last step: everybody but the holdback is on the new release, which is observed.',
    'La dernière étape : tous, sauf la part retenue, sont sur la nouvelle version, qui est observée.',
  ),
  watchFor: doc(
    'How long the new release is watched. Default: `2m`.',
    'Durée de l’observation. Par défaut : `2m`.',
  ),
  holdback: doc(
    'Share of people that stays on the previous release in the watch. Default: 0.',
    'Part des gens qui reste sur la version précédente pendant l’observation. Par défaut : 0.',
  ),
  keepPrevious: doc(
    'How long the previous release keeps running afterwards. Default: `10m`.',
    'Durée pendant laquelle la version précédente continue ensuite de tourner. Par défaut : `10m`.',
  ),
  judge: doc(
    'What counts as worse, and how sure the judge has to be.',
    'Ce qui compte comme pire, et le degré de certitude exigé du juge.',
  ),
  profile: doc(
    'How soon the judge reacts: `fast`, `steady` (default) or `patient`.',
    'La vitesse de réaction du juge : `fast`, `steady` (par défaut) ou `patient`.',
  ),
  errors: doc('The share of failed requests.', 'La part des requêtes en échec.'),
  worseThan: doc(
    'Error rate beyond which a release is taken back, against the previous one. Default: `1.5x + 0.1%`.',
    'Taux d’erreurs au-delà duquel une version est retirée, par rapport à la précédente. Par défaut : `1.5x + 0.1%`.',
  ),
  safeWithin: doc(
    'Error rate below which a release is proven safe; above `worse-than`. Default: `2x + 0.2%`.',
    'Taux d’erreurs en deçà duquel une version est prouvée sûre ; supérieur à `worse-than`. Par défaut : `2x + 0.2%`.',
  ),
  cohort: doc(
    'How a person is known again. Default: `own-cookie`, a cookie that Écluse sets.',
    'Comment une personne est reconnue. Par défaut : `own-cookie`, un témoin que pose Écluse.',
  ),
  cookie: doc(
    'Cookie of the application that tells people apart.',
    'Témoin de l’application qui distingue les personnes.',
  ),
  header: doc('Header that tells people apart.', 'En-tête qui distingue les personnes.'),
  drift: doc(
    'What happens when what runs was changed by hand: `repair` (default) or `tell`.',
    'Ce qui se passe quand ce qui tourne a été changé à la main : `repair` (par défaut) ou `tell`.',
  ),
  overrides: doc(
    'Variables by component that replace the component’s own here.',
    'Variables par composant qui remplacent ici les siennes.',
  ),
} as const satisfies Record<string, Text>
