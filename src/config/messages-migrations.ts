import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const whole = words(
  '`run` with `folder` or `sql`; or `expand`; beside either of them `contract`',
  '`run` avec `folder` ou `sql` ; ou `expand` ; à côté de l’un ou de l’autre, `contract`',
)

export const twoWays = (component: string) =>
  problem(
    'migrations-two-ways',
    `\`migrations\` of \`${component}\` says both \`run\` and \`expand\`, which are the same`,
    `\`migrations\` de \`${component}\` dit à la fois \`run\` et \`expand\`, qui sont la même chose`,
    { expected: whole, todo: words('keep one of them', 'gardez-en un') },
  )

export const notRun = (component: string) =>
  problem(
    'migrations-not-run',
    `\`migrations\` of \`${component}\` says of no command that it runs them`,
    `\`migrations\` de \`${component}\` ne dit d’aucune commande qu’elle les exécute`,
    { expected: whole, todo: words('add `run: [node, migrate.js]`', 'ajoutez `run: [node, migrate.js]`') },
  )

export const notRead = (component: string) =>
  problem(
    'migrations-not-read',
    `what \`run\` of \`${component}\` does to the running release cannot be read: neither \`folder\` nor \`sql\` is there`,
    `ce que \`run\` de \`${component}\` fait à la version en service ne peut être lu : il n’y a ni \`folder\` ni \`sql\``,
    {
      expected: whole,
      todo: words(
        'name the folder of the files, or under `sql` the command that prints them; or write `expand:` where your team gives its word that it breaks nothing',
        'nommez le dossier des fichiers, ou sous `sql` la commande qui les écrit ; ou écrivez `expand:` si votre équipe donne sa parole que rien n’est rompu',
      ),
    },
  )

export const readTwice = (component: string) =>
  problem(
    'migrations-two-reads',
    `\`migrations\` of \`${component}\` says both \`folder\` and \`sql\`: what it does would be read twice`,
    `\`migrations\` de \`${component}\` dit à la fois \`folder\` et \`sql\` : ce qu’il fait serait lu deux fois`,
    {
      expected: whole,
      todo: words(
        'keep `folder` where its files are SQL, `sql` where they are code',
        'gardez `folder` si ses fichiers sont du SQL, `sql` s’ils sont du code',
      ),
    },
  )

export const printsAndRuns = (component: string, command: readonly string[]) =>
  problem(
    'migrations-prints-and-runs',
    `\`sql\` of \`${component}\` is a command that also applies its changes: \`${command.join(' ')}\``,
    `\`sql\` de \`${component}\` est une commande qui applique aussi ses changements : \`${command.join(' ')}\``,
    {
      expected: words(
        'a command that only prints the SQL, and changes no database',
        'une commande qui ne fait qu’écrire le SQL, et ne change aucune base',
      ),
      todo: words(
        'name the one of your framework that prints what lies between ECLUSE_FROM and ECLUSE_TO',
        'nommez celle de votre cadriciel qui écrit ce qui sépare ECLUSE_FROM de ECLUSE_TO',
      ),
    },
  )

export const noSecret = (component: string, secret: string) =>
  problem(
    'migrations-no-secret',
    `\`${component}\` has no secret \`${secret}\``,
    `\`${component}\` n’a pas de secret \`${secret}\``,
    {
      expected: words('secrets that the component declares', 'des secrets que le composant déclare'),
      todo: words('declare it under `secrets`, or take it out', 'déclarez-le sous `secrets`, ou retirez-le'),
    },
  )

export const folderMissing = (component: string, folder: string) =>
  problem(
    'migrations-folder-missing',
    `no file stands in \`${folder}\`, where the schema changes of \`${component}\` are to be read`,
    `aucun fichier ne se trouve dans \`${folder}\`, où les changements de schéma de \`${component}\` doivent être lus`,
    {
      expected: words(
        'a committed folder, from the root of the repository',
        'un dossier versionné, depuis la racine du dépôt',
      ),
      todo: words(
        'correct the path, or commit the folder; git keeps no empty one: put a .gitkeep into it',
        'corrigez le chemin, ou versionnez le dossier ; git n’en garde pas de vide : mettez-y un .gitkeep',
      ),
    },
  )

export const ranTwice = (component: string, command: readonly string[]) =>
  problem(
    'migrations-twice',
    `\`${component}\` says twice to run \`${command.join(' ')}\`: in \`migrations\` and in \`before\``,
    `\`${component}\` demande deux fois d’exécuter \`${command.join(' ')}\` : dans \`migrations\` et dans \`before\``,
    {
      expected: words(
        'each command once; migrations run first, then `before`, in one job',
        'chaque commande une fois ; les migrations d’abord, puis `before`, dans une même tâche',
      ),
      todo: words('take it out of `before`', 'retirez-la de `before`'),
    },
  )

export const sameFolder = (component: string, folder: string) =>
  problem(
    'migrations-same-folder',
    `\`expand\` and \`contract\` of \`${component}\` read the same files: \`${folder}\``,
    `\`expand\` et \`contract\` de \`${component}\` lisent les mêmes fichiers : \`${folder}\``,
    {
      expected: words('two folders, none in the other', 'deux dossiers, dont aucun n’est dans l’autre'),
      todo: words(
        'put what may break the running release into a folder of its own',
        'placez ce qui peut rompre la version en service dans un dossier à part',
      ),
    },
  )

export const nobodyRuns = (component: string, key: string) =>
  problem(
    'migrations-nobody',
    `\`${component}\` is \`${key}\`: it starts with no release, so nobody would run its \`migrations\``,
    `\`${component}\` est \`${key}\` : il ne démarre avec aucune version, personne n’exécuterait donc ses \`migrations\``,
    {
      expected: words(
        '`migrations` of a component with processes',
        '`migrations` d’un composant avec des processus',
      ),
      todo: words(
        'move them to the component that uses the database',
        'déplacez-les vers le composant qui utilise la base',
      ),
    },
  )

export const noVariable = (component: string, variable: string) =>
  problem(
    'migrations-no-variable',
    `\`${component}\` has neither a variable nor a secret \`${variable}\``,
    `\`${component}\` n’a ni variable ni secret \`${variable}\``,
    {
      expected: words(
        'a variable or a secret of the component that holds an address such as `postgres://...`',
        'une variable ou un secret du composant qui porte une adresse telle que `postgres://...`',
      ),
      todo: words(`declare it under \`secrets\``, `déclarez-la sous \`secrets\``),
    },
  )

export const noLocks = (component: string) =>
  problem(
    'migrations-no-locks',
    `\`database\` of \`${component}\` reads the locks of PostgreSQL, and its migrations are of SQLite`,
    `\`database\` de \`${component}\` lit les verrous de PostgreSQL, et ses migrations sont de SQLite`,
    {
      expected: words(
        '`database` beside `dialect: postgresql`',
        '`database` à côté de `dialect: postgresql`',
      ),
      todo: words('take it out', 'retirez-la'),
    },
  )
