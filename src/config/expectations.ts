import { same, type Text } from '../kernel/text.ts'
import { type Expectation, entry } from './expectation.ts'
import { approvalsExpectations } from './expectations-approvals.ts'
import { auditExpectations } from './expectations-audit.ts'
import { calendarExpectations } from './expectations-calendar.ts'
import { checklistExpectations } from './expectations-checklist.ts'
import { edgeExpectations } from './expectations-edge.ts'
import { migrationExpectations } from './expectations-migrations.ts'
import { notesExpectations } from './expectations-notes.ts'
import { notifyExpectations } from './expectations-notify.ts'
import { rehearsalExpectations } from './expectations-rehearsal.ts'
import { trainExpectations } from './expectations-train.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const expectations = {
  ...edgeExpectations,
  ...approvalsExpectations,
  ...calendarExpectations,
  ...checklistExpectations,
  ...migrationExpectations,
  ...notesExpectations,
  ...notifyExpectations,
  ...auditExpectations,
  ...rehearsalExpectations,
  ...trainExpectations,
  file: entry(
    'bad-value',
    'a map with `application`, `components` and `environments`',
    'une table avec `application`, `components` et `environments`',
  ),
  name: entry(
    'bad-name',
    'a name of at most 40 lower-case letters, digits and hyphens that begins with a letter, and is not a reserved word',
    'un nom d’au plus 40 lettres minuscules, chiffres et traits d’union, qui commence par une lettre et n’est pas un mot réservé',
  ),
  components: entry(
    'bad-value',
    'a map from component names to components',
    'une table qui associe un composant à chaque nom',
  ),
  component: entry('bad-value', 'a map of the component’s keys', 'une table des clés du composant'),
  environments: entry(
    'bad-value',
    'a map from environment names to environments',
    'une table qui associe un environnement à chaque nom',
  ),
  environment: entry('bad-value', 'a map of the environment’s keys', 'une table des clés de l’environnement'),
  build: entry('bad-value', 'a map such as `{ context: . }`', 'une table telle que `{ context: . }`'),
  folder: entry(
    'bad-path',
    'a path inside the repository, without `..` and not from the root `/`',
    'un chemin à l’intérieur du dépôt, sans `..` et qui ne part pas de la racine `/`',
  ),
  dependsOn: entry(
    'bad-value',
    'a list of files and folders such as `[../shared, tsconfig.base.json]`',
    'une liste de fichiers et de dossiers telle que `[../shared, tsconfig.base.json]`',
  ),
  dependsOnPath: entry(
    'bad-path',
    'a path inside the repository: `../shared` from the component’s folder, `tsconfig.base.json` from the root',
    'un chemin dans le dépôt : `../shared` depuis le dossier du composant, `tsconfig.base.json` depuis la racine',
  ),
  argv: entry(
    'bad-command',
    'a list of words such as `[npm, test]`; no shell runs it',
    'une liste de mots telle que `[npm, test]` ; aucun interpréteur ne l’exécute',
    text('write each word apart, in brackets', 'écrivez chaque mot à part, entre crochets'),
  ),
  word: entry('bad-command', 'a text that is not empty', 'un texte qui n’est pas vide'),
  packages: entry(
    'bad-value',
    'a list of package names such as `[better-sqlite3]`',
    'une liste de noms de paquets telle que `[better-sqlite3]`',
  ),
  package: entry(
    'bad-value',
    'the name of a package, such as `better-sqlite3`',
    'le nom d’un paquet, tel que `better-sqlite3`',
  ),
  port: entry('bad-value', 'a port number from 1 to 65535', 'un numéro de port de 1 à 65535'),
  ready: entry(
    'bad-value',
    'a path such as `/ready`, or a map such as `{ path: /ready, within: 60s }`',
    'un chemin tel que `/ready`, ou une table telle que `{ path: /ready, within: 60s }`',
  ),
  path: entry(
    'bad-path',
    'a path of an address, from `/`, in ASCII (`é` is `%C3%A9`), without spaces, `?` and `#`',
    'un chemin d’adresse, à partir de `/`, en ASCII (`é` s’écrit `%C3%A9`), sans espace, `?` ni `#`',
  ),
  status: entry('bad-value', 'an HTTP status from 200 to 599', 'un code HTTP de 200 à 599'),
  duration: entry(
    'bad-duration',
    'a duration with its unit, such as `500ms`, `30s`, `2m`, `1h30m` or `7d`, of at most seven days',
    'une durée avec son unité, telle que `500ms`, `30s`, `2m`, `1h30m` ou `7d`, d’au plus sept jours',
  ),
  percent: entry(
    'bad-percent',
    'a percentage with its sign, such as `10%` or `0.5%`',
    'un pourcentage avec son signe, tel que `10%` ou `0.5%`',
  ),
  weight: entry(
    'bad-weight',
    'a percentage above 0 % and below 100 %, such as `10%`, with at most two decimals',
    'un pourcentage supérieur à 0\u202f% et inférieur à 100\u202f%, tel que `10%`, avec au plus deux décimales',
  ),
  holdback: entry(
    'bad-percent',
    'a percentage from 0 % and below 100 %, such as `2%`, with at most two decimals',
    'un pourcentage à partir de 0\u202f% et inférieur à 100\u202f%, tel que `2%`, avec au plus deux décimales',
  ),
  tolerance: entry(
    'bad-tolerance',
    'a ratio of at least 1 and what is added to it, such as `1.5x + 0.1%`',
    'un rapport d’au moins 1 et ce qui s’y ajoute, tel que `1.5x + 0.1%`',
  ),
  times: entry(
    'bad-value',
    'a map such as `{ request: 30s, drain: 30s, stop: 10s }`',
    'une table telle que `{ request: 30s, drain: 30s, stop: 10s }`',
  ),
  needs: entry(
    'bad-value',
    'a list of component names such as `[api]`, or a map with their versions such as `{ api: ">=2.3" }`',
    'une liste de noms de composants telle que `[api]`, ou une table avec leurs versions telle que `{ api: ">=2.3" }`',
  ),
  knownAs: entry(
    'bad-value',
    'a list of up to 20 names such as `[API_DOCKER_TAG, benefit_finder]`',
    'une liste d’au plus 20 noms telle que `[API_DOCKER_TAG, benefit_finder]`',
  ),
  gitAddress: entry(
    'bad-value',
    'an address of a git repository: `ssh://`, `https://`, `file://`, `user@host:path`, or a path from `/`',
    'une adresse de dépôt git : `ssh://`, `https://`, `file://`, `utilisateur@hôte:chemin`, ou un chemin depuis `/`',
  ),
  branch: entry('bad-value', 'the name of a branch such as `main`', 'le nom d’une branche, tel que `main`'),
  manifest: entry(
    'bad-value',
    'a map such as `{ repository: git@example.ca:team/deploy.git, file: versions.json }`',
    'une table telle que `{ repository: git@example.ca:equipe/deploy.git, file: versions.json }`',
  ),
  versions: entry(
    'bad-value',
    '`tags`, or a file such as `{ file: package.json }`',
    '`tags`, ou un fichier tel que `{ file: package.json }`',
  ),
  variables: entry(
    'bad-value',
    'a map from variable names to values',
    'une table qui associe une valeur à chaque variable',
  ),
  variable: entry(
    'bad-variable',
    'a variable’s name: letters, digits and `_`, not first a digit, at most 200',
    'un nom de variable : lettres, chiffres et `_`, sans chiffre en tête, au plus 200',
  ),
  value: entry(
    'bad-variable',
    'a text, a number, `true` or `false`',
    'un texte, un nombre, `true` ou `false`',
    text('write `""` for an empty value', 'écrivez `""` pour une valeur vide'),
  ),
  componentVariables: entry(
    'bad-value',
    'a map from component names to their variables',
    'une table qui associe ses variables à chaque composant',
  ),
  secrets: entry(
    'bad-value',
    'a map from variable names to where their values come from',
    'une table qui associe à chaque variable la provenance de sa valeur',
  ),
  secret: entry(
    'bad-value',
    '`{ file: PATH }`, `{ environment: NAME }`, `{ command: [...] }` or `set`',
    '`{ file: CHEMIN }`, `{ environment: NOM }`, `{ command: [...] }` ou `set`',
    text('a value never stands in the file', 'une valeur ne figure jamais dans le fichier'),
  ),
  secretFile: entry(
    'bad-path',
    'a path of the server from its root, such as `/etc/benefits/db-password`',
    'un chemin du serveur à partir de sa racine, tel que `/etc/benefits/mot-de-passe`',
  ),
  componentSecrets: entry(
    'bad-value',
    'a map from component names to their secrets',
    'une table qui associe ses secrets à chaque composant',
  ),
  secretsOnRollback: entry('unknown-value', '`current` or `recorded`', '`current` ou `recorded`'),
  keep: entry(
    'bad-value',
    'a list of folders such as `[data]`, or a map such as `{ data: shared }`',
    'une liste de dossiers telle que `[data]`, ou une table telle que `{ data: shared }`',
  ),
  sharing: entry('unknown-value', '`shared` or `alone`', '`shared` ou `alone`'),
  instances: entry('bad-value', 'a whole number from 1 to 100', 'un nombre entier de 1 à 100'),
  schedule: entry(
    'bad-schedule',
    'five fields such as `0 3 * * *`, or a map such as `{ at: 0 3 * * *, time-zone: America/Toronto }`',
    'cinq champs tels que `0 3 * * *`, ou une table telle que `{ at: 0 3 * * *, time-zone: America/Toronto }`',
  ),
  cron: entry(
    'bad-schedule',
    'minute, hour, day of the month, month and day of the week, such as `0 3 * * *`, of a time that comes',
    'minute, heure, jour du mois, mois et jour de la semaine, tels que `0 3 * * *`, d’une heure qui arrive',
  ),
  timeZone: entry(
    'bad-time-zone',
    'a name of the time zone database such as `America/Toronto` or `UTC`',
    'un nom de la base des fuseaux horaires tel que `America/Toronto` ou `UTC`',
  ),
  late: entry('unknown-value', '`yes` or `no`', '`yes` ou `no`'),
  live: entry(
    'bad-value',
    'a path such as `/alive`, or a map such as `{ path: /alive }`, `{ port: open }` or `{ command: [node, alive.js] }`',
    'un chemin tel que `/alive`, ou une table telle que `{ path: /alive }`, `{ port: open }` ou `{ command: [node, alive.js] }`',
  ),
  open: entry('unknown-value', '`open`', '`open`'),
  yesNo: entry('bad-value', '`true` or `false`', '`true` ou `false`'),
  signal: entry(
    'unknown-value',
    '`SIGTERM`, `SIGINT`, `SIGQUIT`, `SIGHUP`, `SIGUSR1` or `SIGUSR2`',
    '`SIGTERM`, `SIGINT`, `SIGQUIT`, `SIGHUP`, `SIGUSR1` ou `SIGUSR2`',
  ),
  restart: entry('unknown-value', '`always`, `on-failure` or `never`', '`always`, `on-failure` ou `never`'),
  processLimits: entry(
    'bad-value',
    'a map such as `{ memory: 512M, cpu: 0.5 }`',
    'une table telle que `{ memory: 512M, cpu: 0.5 }`',
  ),
  bytes: entry(
    'bad-value',
    'a size with its unit such as `512M` or `2G`, at least `16M`',
    'une taille avec son unité telle que `512M` ou `2G`, au moins `16M`',
  ),
  processors: entry(
    'bad-value',
    'a number of processors such as `0.5` or `2`',
    'un nombre de processeurs tel que `0.5` ou `2`',
  ),
  before: entry(
    'bad-value',
    'a command such as `[node, migrate.js]`, or a map such as `{ run: [node, migrate.js], within: 10m }`',
    'une commande telle que `[node, migrate.js]`, ou une table telle que `{ run: [node, migrate.js], within: 10m }`',
  ),
  tests: entry('bad-value', 'a map from test names to tests', 'une table qui associe un test à chaque nom'),
  test: entry(
    'bad-value',
    'a map such as `{ run: [npm, test], report: junit.xml }`',
    'une table telle que `{ run: [npm, test], report: junit.xml }`',
  ),
  routes: entry(
    'bad-value',
    'a list of routes such as `{ path: /, component: web }`',
    'une liste de routes telles que `{ path: /, component: web }`',
  ),
  route: entry(
    'bad-value',
    'a map such as `{ path: /, component: web }`',
    'une table telle que `{ path: /, component: web }`',
  ),
  target: entry('unknown-value', '`process`', '`process`'),
  disk: entry('bad-value', 'a map such as `{ at-most: 10GB }`', 'une table telle que `{ at-most: 10GB }`'),
  server: entry(
    'bad-server',
    'an address such as `ssh://ecluse@example.ca` or `ssh://ecluse@example.ca:2222`',
    'une adresse telle que `ssh://ecluse@example.ca` ou `ssh://ecluse@example.ca:2222`',
  ),
  listen: entry(
    'bad-listen',
    'an address and a port such as `127.0.0.1:8080` or `"[::1]:8080"`',
    'une adresse et un port tels que `127.0.0.1:8080` ou `"[::1]:8080"`',
  ),
  strategy: entry(
    'unknown-value',
    '`blue-green`, `canary`, or `{ canary: { steps: [10%, 50%] } }`',
    '`blue-green`, `canary` ou `{ canary: { steps: [10%, 50%] } }`',
  ),
  canary: entry(
    'bad-value',
    'a map such as `{ steps: [10%, 50%], at-least: 1m }`',
    'une table telle que `{ steps: [10%, 50%], at-least: 1m }`',
  ),
  steps: entry(
    'bad-value',
    'a list of 1 to 50 rising weights such as `[1%, 10%, 50%]`',
    'une liste de 1 à 50 poids croissants telle que `[1%, 10%, 50%]`',
  ),
  step: entry(
    'bad-weight',
    'a weight such as `10%`, or `{ weight: 10% }`',
    'un poids tel que `10%`, ou `{ weight: 10% }`',
  ),
  unsure: entry('unknown-value', '`hold`, `promote` or `roll-back`', '`hold`, `promote` ou `roll-back`'),
  blind: entry('unknown-value', '`hold` or `roll-back`', '`hold` ou `roll-back`'),
  drift: entry('unknown-value', '`repair` or `tell`', '`repair` ou `tell`'),
  superseded: entry('unknown-value', '`finish` or `withdraw`', '`finish` ou `withdraw`'),
  watch: entry(
    'bad-value',
    'a map such as `{ for: 2m, holdback: 2%, keep-previous: 10m }`',
    'une table telle que `{ for: 2m, holdback: 2%, keep-previous: 10m }`',
  ),
  judge: entry(
    'bad-value',
    'a map such as `{ profile: steady }`',
    'une table telle que `{ profile: steady }`',
  ),
  errors: entry(
    'bad-value',
    'a map such as `{ worse-than: 1.5x + 0.1%, safe-within: 2x + 0.2% }`',
    'une table telle que `{ worse-than: 1.5x + 0.1%, safe-within: 2x + 0.2% }`',
  ),
  profile: entry('unknown-value', '`fast`, `steady` or `patient`', '`fast`, `steady` ou `patient`'),
  cohort: entry(
    'unknown-value',
    '`own-cookie`, `{ cookie: NAME }`, `{ header: NAME }` or `{ domain: PARENT }`',
    '`own-cookie`, `{ cookie: NOM }`, `{ header: NOM }` ou `{ domain: PARENT }`',
  ),
  token: entry(
    'bad-name',
    'the name of a cookie or a header, at most 100 characters, not one that HTTP or Écluse uses itself',
    'le nom d’un cookie ou d’un en-tête, d’au plus 100 caractères, que ni HTTP ni Écluse n’utilise pour soi',
  ),
  lock: entry(
    'bad-lock',
    'what `ecluse init` writes',
    'ce que `ecluse init` écrit',
    text(
      'take the file back from git, or delete it and run `ecluse init`',
      'reprenez le fichier depuis git, ou supprimez-le et lancez `ecluse init`',
    ),
  ),
  version: entry('bad-lock', 'a whole version such as `24.21.0`', 'une version complète telle que `24.21.0`'),
  integrity: entry(
    'bad-lock',
    'an integrity such as `sha512-...` per platform',
    'une empreinte d’intégrité telle que `sha512-...` par plateforme',
  ),
  runtime: entry('bad-lock', '`node`', same('`node`').fr),
} as const satisfies Record<string, Expectation>

export type Expects = keyof typeof expectations
