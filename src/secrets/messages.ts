import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { SecretPlace } from '../ports/vault.ts'

type Rest = Partial<Pick<Problem, 'kind' | 'place' | 'expected' | 'todo'>>

const words = (en: string, fr: string): Text => ({ en, fr })
const problem = (code: Code, en: string, fr: string, rest: Rest): Problem => ({
  code,
  kind: 'usage',
  message: words(en, fr),
  ...rest,
})

const named = ({ name, component, environment }: SecretPlace): Text =>
  words(
    `secret ${name} of ${component} in ${environment}`,
    `secret ${name} de ${component} dans ${environment}`,
  )

const about = (place: SecretPlace, code: Code, en: string, fr: string, rest: Rest): Problem =>
  problem(code, `${named(place).en}: ${en}`, `${named(place).fr} : ${fr}`, rest)

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

const plainFile = words(
  'a file that the control plane’s user can read, and others cannot',
  'un fichier que l’utilisateur du plan de contrôle peut lire, et les autres non',
)

export const fileUnreadable = (place: SecretPlace, path: string, reason: string): Problem =>
  about(
    place,
    reason === 'ENOENT' ? 'secret-file-missing' : 'secret-file-unreadable',
    `${path} cannot be read on the server (${reason})`,
    `impossible de lire ${path} sur le serveur (${reason})`,
    {
      expected: plainFile,
      todo: words(
        'put the file there, or change its owner; then ship again',
        'placez-y le fichier, ou changez son propriétaire ; puis livrez de nouveau',
      ),
    },
  )

export const fileOpen = (place: SecretPlace, path: string, mode: number): Problem =>
  about(
    place,
    'secret-file-open',
    `others can get at ${path} on the server (mode ${octal(mode)})`,
    `d’autres ont accès à ${path} sur le serveur (droits ${octal(mode)})`,
    {
      expected: plainFile,
      todo: words(
        `chmod o= ${path}; then change the value, which others may have read`,
        `chmod o= ${path} ; puis changez la valeur, que d’autres ont pu lire`,
      ),
    },
  )

export const fileNotPlain = (place: SecretPlace, path: string): Problem =>
  about(
    place,
    'secret-file-not-plain',
    `${path} on the server is no plain file`,
    `${path} n’est pas un fichier ordinaire sur le serveur`,
    { expected: plainFile, todo: words('name a plain file', 'nommez un fichier ordinaire') },
  )

export const fileOurs = (place: SecretPlace, path: string): Problem =>
  about(
    place,
    'secret-file-ours',
    `${path} lies in the data folder, where no application may read`,
    `${path} se trouve dans le dossier de données, où aucune application ne peut lire`,
    {
      kind: 'refused',
      expected: plainFile,
      todo: words('keep the file elsewhere', 'gardez le fichier ailleurs'),
    },
  )

const byHand = words(
  'run the command on the server by hand; what it writes on standard error is never shown, since it may hold the value',
  'lancez la commande à la main sur le serveur ; ce qu’elle écrit sur sa sortie d’erreur n’est jamais montré, car la valeur peut s’y trouver',
)
const aCommand = words(
  'a command that prints the value on standard output within 10 s and ends with 0',
  'une commande qui écrit la valeur sur sa sortie standard en moins de 10 s et se termine par 0',
)

const first = (command: readonly string[]): string => command[0] ?? ''

export const commandHung = (place: SecretPlace, command: readonly string[], within: number): Problem =>
  about(
    place,
    'secret-command-hung',
    say(
      (f) => `\`${first(command)}\` did not end within ${f.duration(within)}, and was killed`,
      () => '',
    ).en,
    say(
      () => '',
      (f) => `\`${first(command)}\` ne s’est pas terminée en ${f.duration(within)}, et a été tuée`,
    ).fr,
    { kind: 'failed', expected: aCommand, todo: byHand },
  )

export const commandFailed = (
  place: SecretPlace,
  command: readonly string[],
  end: number | string,
): Problem =>
  about(
    place,
    'secret-command-failed',
    `\`${first(command)}\` ended with ${end}`,
    `\`${first(command)}\` s’est terminée par ${end}`,
    { kind: 'failed', expected: aCommand, todo: byHand },
  )

export const commandNotStarted = (place: SecretPlace, command: readonly string[], reason: string): Problem =>
  about(
    place,
    'secret-command-missing',
    `\`${first(command)}\` could not be started on the server (${reason})`,
    `impossible de lancer \`${first(command)}\` sur le serveur (${reason})`,
    { kind: 'failed', expected: aCommand, todo: byHand },
  )

export const commandLost = (place: SecretPlace, command: readonly string[]): Problem =>
  about(
    place,
    'secret-command-lost',
    `nobody knows what \`${first(command)}\` printed`,
    `personne ne sait ce que \`${first(command)}\` a écrit`,
    { kind: 'unavailable', expected: aCommand, todo: words('ship again', 'livrez de nouveau') },
  )

export const empty = (place: SecretPlace, command: readonly string[] | null = null): Problem =>
  command === null
    ? about(place, 'secret-empty', 'its value is empty', 'sa valeur est vide', {
        expected: words('at least one character', 'au moins un caractère'),
        todo: words('give it a value', 'donnez-lui une valeur'),
      })
    : about(
        place,
        'secret-empty',
        `\`${first(command)}\` printed nothing`,
        `\`${first(command)}\` n’a rien écrit`,
        { kind: 'failed', expected: aCommand, todo: byHand },
      )

export const notText = (place: SecretPlace): Problem =>
  about(
    place,
    'secret-not-text',
    'its value is no text in UTF-8, or holds a zero byte',
    'sa valeur n’est pas un texte en UTF-8, ou contient un octet nul',
    {
      expected: words(
        'what an environment variable can hold',
        'ce que peut contenir une variable d’environnement',
      ),
      todo: words('encode it in base64', 'encodez-la en base64'),
    },
  )

export const tooLarge = (place: SecretPlace, most: number): Problem =>
  about(
    place,
    'secret-too-large',
    say(
      (f) => `its value is longer than ${f.count(most)} bytes`,
      () => '',
    ).en,
    say(
      () => '',
      (f) => `sa valeur dépasse ${f.count(most)} octets`,
    ).fr,
    {
      expected: words('a password, a token, a key', 'un mot de passe, un jeton, une clé'),
      todo: words(
        'let the application read the file itself',
        'laissez l’application lire elle-même le fichier',
      ),
    },
  )

const backFromBackup = words(
  'put the key file of this data folder back; without it, set every secret again: ecluse secret set',
  'remettez en place le fichier de clé de ce dossier de données ; sans lui, fixez de nouveau chaque secret : ecluse secret set',
)

export const keyMissing = (path: string): Problem =>
  problem(
    'secrets-key-missing',
    `the key that opens this data folder’s secrets is gone: ${path}`,
    `la clé qui ouvre les secrets de ce dossier de données a disparu : ${path}`,
    { kind: 'failed', place: { file: path }, todo: backFromBackup },
  )

export const keyDamaged = (path: string): Problem =>
  problem(
    'secrets-key-damaged',
    `the key file is not one of Écluse: ${path}`,
    `le fichier de clé n’est pas d’Écluse : ${path}`,
    {
      kind: 'failed',
      place: { file: path },
      expected: words('64 hexadecimal digits', '64 chiffres hexadécimaux'),
      todo: backFromBackup,
    },
  )

export const keyOther = (needed: string, found: string): Problem =>
  problem(
    'secrets-key-other',
    `a secret is sealed with the key ${needed}, but the key file holds ${found}`,
    `un secret est scellé avec la clé ${needed}, mais le fichier de clé contient ${found}`,
    { kind: 'failed', todo: backFromBackup },
  )

export const keyOpen = (path: string, mode: number): Problem =>
  problem(
    'secrets-key-open',
    `others can read the key that opens this data folder’s secrets: ${path} (mode ${octal(mode)})`,
    `d’autres peuvent lire la clé qui ouvre les secrets de ce dossier de données : ${path} (droits ${octal(mode)})`,
    {
      kind: 'failed',
      place: { file: path },
      expected: words('mode 0600', 'les droits 0600'),
      todo: words(
        `chmod 600 ${path}; then change every secret, which others may have read`,
        `chmod 600 ${path} ; puis changez chaque secret, que d’autres ont pu lire`,
      ),
    },
  )

export const notSealed = (): Problem =>
  problem(
    'secret-damaged',
    'a sealed secret is damaged and cannot be opened',
    'un secret scellé est endommagé et ne peut pas être ouvert',
    {
      kind: 'failed',
      todo: words('set it again: ecluse secret set', 'fixez-le de nouveau : ecluse secret set'),
    },
  )
