import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const whole = words(
  '`folder` and `run`; or `expand`; beside either of them `contract`',
  '`folder` et `run` ; ou `expand` ; à côté de l’un ou de l’autre, `contract`',
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
    `what \`run\` of \`${component}\` does to the running release cannot be read: no \`folder\` is named`,
    `ce que \`run\` de \`${component}\` fait à la version en service ne peut être lu : aucun \`folder\` n’est nommé`,
    {
      expected: whole,
      todo: words(
        'name the folder of the files; or write `expand:` where your team gives its word that it breaks nothing',
        'nommez le dossier des fichiers ; ou écrivez `expand:` si votre équipe donne sa parole que rien n’est rompu',
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
