import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of schema changes. */
export const migrationDocs = {
  migrations: doc(
    'Changes of the component’s database. `run` runs once per release and environment, before `before` and before the new release starts, with the variables and secrets of the component; then each file that did not run there yet must leave the running release as it is: one that may break it holds until a person accepts the plan without a way back, or it moves to `contract`.',
    'Changements de la base de données du composant. `run` s’exécute une fois par version et par environnement, avant `before` et avant le démarrage de la nouvelle version, avec les variables et les secrets du composant ; chaque fichier qui ne s’y est pas encore exécuté doit alors laisser la version en service telle quelle : celui qui peut la rompre retient la version jusqu’à ce qu’une personne accepte le plan sans retour en arrière, ou qu’il passe à `contract`.',
  ),
  folder: doc(
    'Folder of the files, from the repository’s root, in the order of their names. They are recorded in the manifest: one that ran is neither edited nor taken out.',
    'Dossier des fichiers, depuis la racine du dépôt, dans l’ordre de leurs noms. Ils figurent au manifeste : celui qui s’est exécuté n’est ni modifié ni retiré.',
  ),
  run: doc(
    'The command that runs every file that did not run yet, and only those.',
    'La commande qui exécute chaque fichier qui ne l’a pas encore été, et eux seuls.',
  ),
  sql: doc(
    'Instead of `folder`: the command of a framework that prints, on standard output, the SQL between two versions, which is judged as files are. It runs in the image of the new version, without kept folders and without secrets, and is told both versions by ECLUSE_FROM and ECLUSE_TO (commits; the first is empty where nothing runs yet) and by ECLUSE_FROM_FOLDER and ECLUSE_TO_FOLDER (their source). It must change nothing, and print something: a comment where nothing changes.',
    'À la place de `folder` : la commande d’un cadriciel qui écrit, sur la sortie standard, le SQL entre deux versions, jugé comme le sont des fichiers. Elle s’exécute dans l’image de la nouvelle version, sans dossiers conservés ni secrets, et apprend les deux versions par ECLUSE_FROM et ECLUSE_TO (des commits ; le premier est vide là où rien ne tourne encore) et par ECLUSE_FROM_FOLDER et ECLUSE_TO_FOLDER (leurs sources). Elle ne doit rien changer, et doit écrire quelque chose : un commentaire là où rien ne change.',
  ),
  sqlRun: doc('The command that prints the SQL.', 'La commande qui écrit le SQL.'),
  sqlSecrets: doc(
    'Secrets of the component that the command is given. Default: none; it runs before anybody has agreed to the release.',
    'Secrets du composant remis à la commande. Par défaut : aucun ; elle s’exécute avant que quiconque ait accepté la version.',
  ),
  expand: doc(
    'The same as `folder` and `run`, of a team that keeps both kinds apart; a command alone is taken by its word, and not read.',
    'La même chose que `folder` et `run`, pour une équipe qui sépare les deux sortes ; une commande seule est crue sur parole, et n’est pas lue.',
  ),
  contract: doc(
    'What runs only once no release is left that it could break: when the old one is gone for good, within its calendar.',
    'Ce qui ne s’exécute qu’une fois qu’il ne reste aucune version à rompre : quand l’ancienne est partie pour de bon, dans les heures de son calendrier.',
  ),
  dialect: doc(
    'Whose SQL the files are: `postgresql` (default) or `sqlite`.',
    'De qui est le SQL des fichiers : `postgresql` (par défaut) ou `sqlite`.',
  ),
  database: doc(
    'Variable or secret of the component that holds the address of its PostgreSQL: the locks that its migrations take are read there meanwhile, and long ones are said. Default: none, and locks are unknown.',
    'Variable ou secret du composant qui porte l’adresse de sa base PostgreSQL : les verrous que prennent ses migrations y sont lus pendant ce temps, et les longs sont signalés. Par défaut : aucune, et les verrous sont inconnus.',
  ),
  within: doc(
    'Time limit of each command. Default: `10m`.',
    'Temps accordé à chaque commande. Par défaut : `10m`.',
  ),
} as const satisfies Record<string, Text>
