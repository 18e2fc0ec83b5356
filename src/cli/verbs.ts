import type { Text } from '../kernel/text.ts'
import type { Verb } from './verb.ts'

type Entry = { readonly says: Text; readonly load: () => Promise<Verb> }

const entry = (en: string, fr: string, load: () => Promise<Verb>): Entry => ({ says: { en, fr }, load })

/** Every command, in the order of the help. One that is not asked for is not even loaded. */
export const verbs: Readonly<Record<string, Entry>> = {
  help: entry(
    'explains a topic or a command',
    'explique un sujet ou une commande',
    async () => (await import('./verbs/help.ts')).help,
  ),
  init: entry(
    'writes ecluse.yaml and ecluse.lock from what it finds here',
    'écrit ecluse.yaml et ecluse.lock d’après ce qu’il trouve ici',
    async () => (await import('./verbs/init.ts')).init,
  ),
  check: entry(
    'validates ecluse.yaml without doing anything',
    'valide ecluse.yaml sans rien faire',
    async () => (await import('./verbs/check.ts')).check,
  ),
  build: entry(
    'builds a commit and ships nothing',
    'construit un commit et ne livre rien',
    async () => (await import('./verbs/build.ts')).build,
  ),
  ship: entry(
    'takes a commit the whole way to watched production',
    'mène un commit jusqu’à une production surveillée',
    async () => (await import('./verbs/ship.ts')).ship,
  ),
  status: entry(
    'shows what should run, what was last seen to run, and what waits',
    'montre ce qui devrait fonctionner, ce qui a été vu en fonction et ce qui attend',
    async () => (await import('./verbs/status.ts')).status,
  ),
  scale: entry(
    'sets how many instances a component has, without a release',
    'fixe le nombre d’instances d’un composant, sans nouvelle version',
    async () => (await import('./verbs/scale.ts')).scale,
  ),
  run: entry(
    'runs a one-off command in what is out',
    'exécute une commande ponctuelle dans ce qui est en service',
    async () => (await import('./verbs/run.ts')).run,
  ),
  why: entry(
    'says what a release waits for, or what decided',
    'dit ce qu’une version attend, ou ce qui a décidé',
    async () => (await import('./verbs/why.ts')).why,
  ),
  history: entry(
    'lists the rollouts, newest first',
    'donne la liste des déploiements, du plus récent au plus ancien',
    async () => (await import('./verbs/history.ts')).history,
  ),
  logs: entry(
    'shows what the instances wrote',
    'montre ce que les instances ont écrit',
    async () => (await import('./verbs/logs.ts')).logs,
  ),
  pause: entry(
    'holds the live rollout where it is',
    'retient le déploiement en cours là où il est',
    async () => (await import('./verbs/commands.ts')).pause,
  ),
  resume: entry(
    'goes on after a pause',
    'reprend après une pause',
    async () => (await import('./verbs/commands.ts')).resume,
  ),
  promote: entry(
    'ends the step under way, or lets a held candidate go',
    'termine l’étape en cours, ou laisse partir une version admissible retenue',
    async () => (await import('./verbs/commands.ts')).promote,
  ),
  rollback: entry(
    'puts the release before back, whole',
    'remet en place la version précédente, en entier',
    async () => (await import('./verbs/rollback.ts')).rollback,
  ),
  maintenance: entry(
    'closes an environment with a page for everybody, or opens it',
    'ferme un environnement avec une page pour tous, ou l’ouvre',
    async () => (await import('./verbs/maintenance.ts')).maintenance,
  ),
  restart: entry(
    'replaces the instances of a component one after the other',
    'remplace les instances d’un composant l’une après l’autre',
    async () => (await import('./verbs/restart.ts')).restart,
  ),
  'hand-over': entry(
    'takes an environment out of the machine’s hands, and says what stands where',
    'retire un environnement des mains de la machine, et dit ce qui se trouve où',
    async () => (await import('./verbs/hand-over.ts')).handOver,
  ),
  'take-back': entry(
    'gives it to the machine again, which reads the world first',
    'le rend à la machine, qui lit d’abord l’état des choses',
    async () => (await import('./verbs/hand-over.ts')).takeBack,
  ),
  calendar: entry(
    'shows when a rollout may start or widen, and judges instants',
    'montre quand une mise en production peut commencer ou s’élargir, et juge des instants',
    async () => (await import('./verbs/calendar.ts')).calendar,
  ),
  train: entry(
    'shows the departure board; orders, delays and cancels trains',
    'montre le tableau des départs ; commande, retarde et annule des trains',
    async () => (await import('./verbs/train.ts')).train,
  ),
  checklist: entry(
    'shows what a release has to answer, what is open and who can answer',
    'montre à quoi une version doit répondre, ce qui est ouvert et qui peut répondre',
    async () => (await import('./verbs/checklist.ts')).checklist,
  ),
  practices: entry(
    'shows the thirteen practices of this team, each by its evidence',
    'montre les treize pratiques de cette équipe, chacune par ses faits',
    async () => (await import('./verbs/practices.ts')).practices,
  ),
  approve: entry(
    'signs that a candidate may go, or that its canary may widen',
    'signe qu’une version admissible peut partir, ou que son canari peut s’élargir',
    async () => (await import('./verbs/approve.ts')).approve,
  ),
  'sign-off': entry(
    'signs an item of the checklist',
    'signe un point de la liste de contrôle',
    async () => (await import('./verbs/approve.ts')).signOff,
  ),
  override: entry(
    'lets one candidate pass a gate once, with a reason',
    'laisse une version admissible passer un contrôle une fois, avec une raison',
    async () => (await import('./verbs/approve.ts')).override,
  ),
  freeze: entry(
    'closes the window: nothing starts or widens until it is thawed',
    'ferme la fenêtre : rien ne part ni ne s’élargit jusqu’au dégel',
    async () => (await import('./verbs/freeze.ts')).freeze,
  ),
  thaw: entry('ends a freeze', 'met fin à un gel', async () => (await import('./verbs/freeze.ts')).thaw),
  notify: entry(
    'shows who is told of what happens, and tries whether they hear',
    'montre qui est averti de ce qui arrive, et essaie s’ils entendent',
    async () => (await import('./verbs/notify.ts')).notify,
  ),
  doctor: entry(
    'says what is wrong on this machine and in this application, and what mends it',
    'dit ce qui ne va pas sur cette machine et dans cette application, et ce qui y remédie',
    async () => (await import('./verbs/doctor.ts')).doctor,
  ),
  'manifest show': entry(
    'shows what a release is, exactly, and where it went',
    'montre ce qu’une version est exactement, et où elle est allée',
    async () => (await import('./verbs/manifest.ts')).manifestShow,
  ),
  'manifest diff': entry(
    'compares two manifests: releases, environments, files, revisions of a file',
    'compare deux manifestes : versions, environnements, fichiers, révisions d’un fichier',
    async () => (await import('./verbs/manifest.ts')).manifestDiff,
  ),
  'manifest export': entry(
    'writes a manifest, or brings a file to it',
    'écrit un manifeste, ou met un fichier à jour avec lui',
    async () => (await import('./verbs/manifest.ts')).manifestExport,
  ),
  'manifest import': entry(
    'ships the versions that a file lists',
    'livre les versions que donne un fichier',
    async () => (await import('./verbs/manifest.ts')).manifestImport,
  ),
  'manifest schema': entry(
    'prints the JSON Schema of release manifests',
    'affiche le JSON Schema des manifestes de version',
    async () => (await import('./verbs/manifest.ts')).manifestSchemaVerb,
  ),
  version: entry(
    'proposes the next version from the changes, and tags what production holds',
    'propose la prochaine version d’après les changements, et étiquette ce qui est en production',
    async () => (await import('./verbs/version.ts')).version,
  ),
  notes: entry(
    'writes release notes between what runs and what will, in two languages',
    'écrit les notes de mise à jour entre ce qui fonctionne et ce qui viendra, en deux langues',
    async () => (await import('./verbs/notes.ts')).notes,
  ),
  audit: entry(
    'writes one archive for an auditor: of a release, or of a time',
    'écrit une archive pour la vérification : d’une version, ou d’une période',
    async () => (await import('./verbs/audit.ts')).audit,
  ),
  verify: entry(
    'proves that nothing was changed: in the whole ledger, or in an archive',
    'prouve que rien n’a été changé : dans tout le registre, ou dans une archive',
    async () => (await import('./verbs/verify.ts')).verify,
  ),
  'config schema': entry(
    'prints the JSON Schema of ecluse.yaml, for editors',
    'affiche le schéma JSON d’ecluse.yaml, pour les éditeurs',
    async () => (await import('./verbs/config-schema.ts')).configSchema,
  ),
  'secret set': entry(
    'sets a secret from standard input and ships it',
    'fixe un secret depuis l’entrée standard et le livre',
    async () => (await import('./verbs/secret.ts')).secretSet,
  ),
  'secret unset': entry(
    'lets a secret come from its declared source again',
    'laisse un secret venir de nouveau de sa provenance déclarée',
    async () => (await import('./verbs/secret.ts')).secretUnset,
  ),
  'secret list': entry(
    'lists the secrets of an environment, never their values',
    'donne la liste des secrets d’un environnement, jamais leurs valeurs',
    async () => (await import('./verbs/secret.ts')).secretList,
  ),
  'config show': entry(
    'shows what is in force in an environment, and where each value comes from',
    'montre ce qui est en vigueur dans un environnement, et d’où vient chaque valeur',
    async () => (await import('./verbs/config.ts')).configShow,
  ),
  'config diff': entry(
    'shows what the next ship would change, or how two environments differ',
    'montre ce que changerait la prochaine livraison, ou ce qui distingue deux environnements',
    async () => (await import('./verbs/config.ts')).configDiff,
  ),
  'config example': entry(
    'prints ecluse.yaml with every key, its meaning and its default',
    'affiche ecluse.yaml avec chaque clé, son sens et sa valeur par défaut',
    async () => (await import('./verbs/config-example.ts')).configExample,
  ),
  remove: entry(
    'stops an application for good, and says what is kept',
    'arrête une application pour de bon, et dit ce qui est gardé',
    async () => (await import('./verbs/remove.ts')).remove,
  ),
  backup: entry(
    'writes the whole data folder into one file, while it is in use',
    'écrit tout le dossier de données dans un fichier, pendant son usage',
    async () => (await import('./verbs/backup.ts')).backup,
  ),
  restore: entry(
    'unpacks a backup on another machine, and starts it when told',
    'extrait une sauvegarde sur une autre machine, et la démarre sur ordre',
    async () => (await import('./verbs/backup.ts')).restore,
  ),
  'member add': entry(
    'lets a person’s or a machine’s key in over ssh, with a role',
    'laisse entrer par ssh la clé d’une personne ou d’une machine, avec un rôle',
    async () => (await import('./verbs/member.ts')).memberAdd,
  ),
  'member remove': entry(
    'takes a member’s keys away and cuts what they have open',
    'retire les clés d’un membre et coupe ce qu’elles ont d’ouvert',
    async () => (await import('./verbs/member.ts')).memberRemove,
  ),
  'member list': entry(
    'shows whose keys open what',
    'montre quelles clés ouvrent quoi',
    async () => (await import('./verbs/member.ts')).memberList,
  ),
  connect: entry(
    'joins standard input and output with the control plane: what ssh runs on a server',
    'relie l’entrée et la sortie standard au plan de contrôle : ce que ssh lance sur un serveur',
    async () => (await import('./verbs/connect.ts')).connect,
  ),
  setup: entry(
    'prepares a bare Debian server over ssh, once; safe to repeat',
    'prépare un serveur Debian nu par ssh, une fois ; sans risque à répéter',
    async () => (await import('./verbs/setup.ts')).setup,
  ),
  upgrade: entry(
    'brings a server to this version without failing a request',
    'mène un serveur à cette version sans faire échouer une requête',
    async () => (await import('./verbs/setup.ts')).upgrade,
  ),
  server: entry(
    'starts all that is absent, the control plane included',
    'démarre tout ce qui est absent, y compris le plan de contrôle',
    async () => (await import('./verbs/server.ts')).server,
  ),
  proxy: entry(
    'starts what serves people, without the control plane',
    'démarre ce qui sert les gens, sans le plan de contrôle',
    async () => (await import('./verbs/server.ts')).proxy,
  ),
  stop: entry(
    'stops the control plane on purpose, or everything',
    'arrête volontairement le plan de contrôle, ou tout',
    async () => (await import('./verbs/stop.ts')).stop,
  ),
}
