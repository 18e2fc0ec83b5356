import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Role } from './rights.ts'
import type { PublicKey } from './types.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

const publicKeyFile = text(
  'a public key such as ~/.ssh/id_ed25519.pub: its type, its base64 and a comment on one line',
  'une clé publique telle que ~/.ssh/id_ed25519.pub : son type, son base64 et un commentaire sur une ligne',
)
const makeOne = text(
  'make a key with ssh-keygen -t ed25519, and give the file that ends in .pub',
  'créez une clé par ssh-keygen -t ed25519, et donnez le fichier qui se termine par .pub',
)

export const privateKey = (file: string): Problem => ({
  code: 'private-key',
  kind: 'usage',
  message: text(
    `${file} is a private key: it must never leave the machine that it was made on`,
    `${file} est une clé privée : elle ne doit jamais quitter la machine où elle a été créée`,
  ),
  place: { file },
  expected: publicKeyFile,
  todo: text('give the file beside it that ends in .pub', 'donnez le fichier voisin qui se termine par .pub'),
})

export const badKey = (file: string, line: number): Problem => ({
  code: 'bad-key',
  kind: 'usage',
  message: text('this is no public key that sshd takes', 'ceci n’est pas une clé publique que sshd accepte'),
  place: { file, line },
  expected: publicKeyFile,
  todo: makeOne,
})

export const weakKey = (file: string, line: number, bits: number): Problem => ({
  code: 'weak-key',
  kind: 'usage',
  message: say(
    (f) => `this RSA key has fewer than ${f.count(bits)} bits`,
    (f) => `cette clé RSA a moins de ${f.count(bits)} bits`,
  ),
  place: { file, line },
  expected: publicKeyFile,
  todo: makeOne,
})

export const noKey = (file: string): Problem => ({
  code: 'no-key',
  kind: 'usage',
  message: text(`there is no key in ${file}`, `il n’y a pas de clé dans ${file}`),
  place: { file },
  expected: publicKeyFile,
  todo: makeOne,
})

export const badMember = (name: string): Problem => ({
  code: 'bad-member',
  kind: 'usage',
  message: text(`“${name}” cannot be a member’s name`, `« ${name} » ne peut pas être le nom d’un membre`),
  expected: text(
    'letters, digits, “.”, “_”, “-”, “+” and “@”, at most 64, the first a letter or a digit',
    'des lettres, des chiffres, « . », « _ », « - », « + » et « @ », au plus 64, le premier une lettre ou un chiffre',
  ),
  todo: text('choose another name', 'choisissez un autre nom'),
})

export const keyTaken = (key: PublicKey, member: string | null): Problem => ({
  code: 'key-taken',
  kind: 'conflict',
  message:
    member === null
      ? text(
          `${key.fingerprint} already lets somebody in without a forced command, as an administrator`,
          `${key.fingerprint} laisse déjà entrer quelqu’un sans commande imposée, comme administrateur`,
        )
      : text(
          `${key.fingerprint} is already ${member}’s key`,
          `${key.fingerprint} est déjà la clé de ${member}`,
        ),
  expected: text('a key of one member alone', 'une clé d’un seul membre'),
  todo:
    member === null
      ? text(
          'remove its line from the account’s authorized_keys first',
          'retirez d’abord sa ligne du fichier authorized_keys du compte',
        )
      : text(
          `give another key, or first: ecluse member remove ${member}`,
          `donnez une autre clé, ou d’abord : ecluse member remove ${member}`,
        ),
})

export const noMember = (name: string, known: readonly string[]): Problem => ({
  code: 'no-member',
  kind: 'not-found',
  message: text(`there is no member “${name}”`, `il n’y a pas de membre « ${name} »`),
  todo:
    known.length === 0
      ? text('ecluse member list shows who there is', 'ecluse member list montre qui il y a')
      : say(
          (f) => `name one of ${f.list(known)}`,
          (f) => `nommez l’un de ceux-ci : ${f.list(known)}`,
        ),
})

const roleWords: Readonly<Record<Role, Text>> = {
  admin: text('admin', 'admin'),
  ship: text('ship', 'ship'),
  read: text('read', 'read'),
}

/** A role that does not suffice. */
export const mayNot = (member: string, role: Role, asked: Role, action: string): Problem => ({
  code: 'not-allowed',
  kind: 'refused',
  message: text(
    `${member} has the role ${roleWords[role].en}, which may not: ${action}`,
    `${member} a le rôle ${roleWords[role].fr}, qui ne permet pas : ${action}`,
  ),
  expected: text(`the role ${asked}`, `le rôle ${asked}`),
  todo: text(
    `ask an administrator: ecluse member add ${member} --key FILE --role ${asked}`,
    `demandez à un administrateur : ecluse member add ${member} --key FICHIER --role ${asked}`,
  ),
})

/** An application that the member was not let in for; the sentence does not tell whether it exists. */
export const notTheirs = (member: string, only: readonly string[], application: string | null): Problem => ({
  code: 'not-allowed',
  kind: 'refused',
  message: say(
    (f) =>
      application === null
        ? `${member} may see ${f.list(only)} only, and this concerns every application`
        : `${member} may see ${f.list(only)} only, not ${application}`,
    (f) =>
      application === null
        ? `${member} ne voit que ${f.list(only)}, et ceci concerne toutes les applications`
        : `${member} ne voit que ${f.list(only)}, et non ${application}`,
  ),
  expected: say(
    (f) => `one of ${f.list(only)}`,
    (f) => `l’une de celles-ci : ${f.list(only)}`,
  ),
  todo: text(
    `ask an administrator: ecluse member add ${member} --key FILE --only APPLICATION`,
    `demandez à un administrateur : ecluse member add ${member} --key FICHIER --only APPLICATION`,
  ),
})

export const notAMember = (member: string): Problem => ({
  code: 'not-a-member',
  kind: 'refused',
  message: text(
    `this key is not ${member}’s, or not any longer`,
    `cette clé n’est pas, ou n’est plus, celle de ${member}`,
  ),
  todo: text(
    `ask an administrator: ecluse member add ${member} --key FILE`,
    `demandez à un administrateur : ecluse member add ${member} --key FICHIER`,
  ),
})

export const foundByReading = (file: string): Text => text(`read in ${file}`, `lu dans ${file}`)

const named = ({ fingerprint, comment }: PublicKey): string =>
  comment === '' ? fingerprint : `${fingerprint} (${comment})`

export const administrator = (key: PublicKey): { readonly text: Text; readonly todo: Text } => ({
  text: text(
    `the key ${named(key)} has no forced command: whoever holds it is an administrator of everything, with a shell`,
    `la clé ${named(key)} n’a pas de commande imposée : qui la détient est administrateur de tout, avec un interpréteur de commandes`,
  ),
  todo: text(
    'ecluse member add NAME --key FILE --role admin, once its line here is removed',
    'ecluse member add NOM --key FICHIER --role admin, une fois sa ligne retirée d’ici',
  ),
})

export const notRestricted = (key: PublicKey): { readonly text: Text; readonly todo: Text } => ({
  text: text(
    `the line of ${named(key)} lacks restrict: it may forward ports`,
    `la ligne de ${named(key)} n’a pas restrict : elle peut rediriger des ports`,
  ),
  todo: text('ecluse member remove, then ecluse member add', 'ecluse member remove, puis ecluse member add'),
})

export const brokenLine = (key: PublicKey): { readonly text: Text; readonly todo: Text } => ({
  text: text(
    `the forced command of ${named(key)} was changed by hand and lets nobody in`,
    `la commande imposée de ${named(key)} a été modifiée à la main et ne laisse entrer personne`,
  ),
  todo: text('remove the line, then ecluse member add', 'retirez la ligne, puis ecluse member add'),
})
