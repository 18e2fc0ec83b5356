import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-process.ts`. */
export const processDocs = {
  before: doc(
    'Release task: runs once per release and environment until it has passed, before any instance starts; where it fails, nothing has moved. Never on a rollback, a restart or a scaling.',
    'Tâche de version : exécutée une fois par version et par environnement jusqu’à sa réussite, avant le démarrage de toute instance ; si elle échoue, rien n’a bougé. Jamais lors d’un retour en arrière, d’un redémarrage ou d’une mise à l’échelle.',
  ),
  schedule: doc(
    'When the component’s command runs, by itself, in the release that is fully out: five fields as in cron. It has no instances. A time that daylight saving skips runs at the next instant, a doubled one once; never two at once.',
    'Quand la commande du composant s’exécute, d’elle-même, dans la version entièrement en service : cinq champs comme dans cron. Le composant n’a pas d’instances. Une heure que saute l’heure d’été s’exécute à l’instant suivant, une heure doublée une seule fois ; jamais deux à la fois.',
  ),
  scheduleAt: doc(
    'Minute, hour, day of the month, month, day of the week: `0 3 * * *`.',
    'Minute, heure, jour du mois, mois, jour de la semaine : `0 3 * * *`.',
  ),
  timeZone: doc(
    'Zone of the wall clock that it follows, such as `America/Toronto`. Default: `UTC`.',
    'Fuseau de l’horloge suivie, tel que `America/Toronto`. Par défaut : `UTC`.',
  ),
  runLate: doc(
    'Whether the last of missed runs is made up for, once. Default: `no`; missed runs are said.',
    'Si la dernière des exécutions manquées est rattrapée, une fois. Par défaut : `no` ; les exécutions manquées sont signalées.',
  ),
  scheduleWithin: doc(
    'Time limit of a run. Default: `1h`.',
    'Temps accordé à une exécution. Par défaut : `1h`.',
  ),
  sideBySide: doc(
    'Of a worker, a component without `port` that nothing routes to or needs: whether two releases of it may run at once. Default: `false`; the old one stops and the new one starts when the last step’s weight is in force, and queued jobs may meet the other release.',
    'D’un traitement, composant sans `port` auquel rien ne mène et dont rien n’a besoin : si deux de ses versions peuvent tourner à la fois. Par défaut : `false` ; l’ancien s’arrête et le nouveau démarre quand le poids de la dernière étape est en vigueur, et des tâches en file peuvent rencontrer l’autre version.',
  ),
  checkPort: doc(
    '`open`: its port takes connections, instead of a path.',
    '`open` : son port accepte des connexions, au lieu d’un chemin.',
  ),
  checkCommand: doc(
    'A command that ends with 0, instead of a path; it sees the variables of the instance.',
    'Une commande qui se termine par 0, au lieu d’un chemin ; elle voit les variables de l’instance.',
  ),
  live: doc(
    'How an instance shows that it is alive, every ten seconds: after three misses in a row it is killed and started again. Default: it is not asked.',
    'Comment une instance montre qu’elle est vivante, toutes les dix secondes : après trois échecs de suite, elle est tuée et relancée. Par défaut, on ne le lui demande pas.',
  ),
  livePath: doc('Path that is asked. Default: `/`.', 'Chemin interrogé. Par défaut : `/`.'),
  liveStatus: doc('Status that means alive. Default: 200.', 'Code qui signifie vivante. Par défaut : 200.'),
  stopSignal: doc(
    'Signal that asks an instance to end; after `times.stop` it is killed. Default: `SIGTERM`.',
    'Signal qui demande à une instance de se terminer ; après `times.stop`, elle est tuée. Par défaut : `SIGTERM`.',
  ),
  restart: doc(
    'What follows when an instance ends by itself: `always` (default) starts it again, `on-failure` not after exit code 0, `never` not at all.',
    'Ce qui suit quand une instance se termine d’elle-même : `always` (par défaut) la relance, `on-failure` pas après le code 0, `never` jamais.',
  ),
  limits: doc(
    'Limits of each instance, as far as the system enforces them; where it does not, that is said.',
    'Limites de chaque instance, pour autant que le système les impose ; sinon, c’est dit.',
  ),
  memory: doc('Memory, such as `512M`.', 'Mémoire, telle que `512M`.'),
  cpu: doc('Processors, such as 0.5 for half of one.', 'Processeurs, par exemple 0.5 pour la moitié d’un.'),
  beforeRun: doc('The command.', 'La commande.'),
  beforeWithin: doc(
    'Time limit of the task. Default: `10m`.',
    'Temps accordé à la tâche. Par défaut : `10m`.',
  ),
} as const satisfies Record<string, Text>
