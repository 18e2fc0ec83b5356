import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

const lineShape = text(
  'a line of allowed signers: NAME [OPTIONS] TYPE BASE64 [roles=A,B emails=a@x,b@y]',
  'une ligne de signataires admis : NOM [OPTIONS] TYPE BASE64 [roles=A,B emails=a@x,b@y]',
)
const mend = text(
  'put the person’s public key there as it stands in the file that ends in .pub',
  'mettez-y la clé publique de la personne telle qu’elle figure dans le fichier qui se termine par .pub',
)

const at = (
  code: Code,
  file: string,
  line: number,
  message: Text,
  expected: Text = lineShape,
  todo: Text = mend,
): Problem => ({ code, kind: 'usage', message, place: { file, line, column: 1 }, expected, todo })

export const signerLine = (file: string, line: number): Problem =>
  at(
    'signer-line',
    file,
    line,
    text('this is no line of allowed signers', 'ceci n’est pas une ligne de signataires admis'),
  )

export const signerKeyType = (file: string, line: number, type: string): Problem =>
  at(
    'signer-key-type',
    file,
    line,
    text(
      `“${type.slice(0, 60)}” is no kind of key that may sign`,
      `« ${type.slice(0, 60)} » n’est pas un type de clé qui peut signer`,
    ),
    text(
      'ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, -384 or -521, or a security key (sk-...)',
      'ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, -384 ou -521, ou une clé de sécurité (sk-...)',
    ),
  )

export const signerKey = (file: string, line: number): Problem =>
  at(
    'signer-key',
    file,
    line,
    text('the key of this line is malformed', 'la clé de cette ligne est mal formée'),
  )

export const signerWeak = (file: string, line: number): Problem =>
  at(
    'signer-weak-key',
    file,
    line,
    text('this RSA key has fewer than 2048 bits', 'cette clé RSA a moins de 2048 bits'),
  )

export const signerOption = (file: string, line: number, option: string): Problem =>
  at(
    'signer-option',
    file,
    line,
    text(
      `“${option.slice(0, 60)}” is no option of allowed signers`,
      `« ${option.slice(0, 60)} » n’est pas une option des signataires admis`,
    ),
    text(
      'namespaces="...", valid-after="...", valid-before="...", each once',
      'namespaces="...", valid-after="...", valid-before="...", chacune une fois',
    ),
    text('correct it, or take it out', 'corrigez-la, ou retirez-la'),
  )

export const signerAuthority = (file: string, line: number): Problem =>
  at(
    'signer-authority',
    file,
    line,
    text(
      'certificates are not read: whoever holds the authority could be anybody',
      'les certificats ne sont pas lus : qui détient l’autorité pourrait être n’importe qui',
    ),
    text('a key of one person', 'la clé d’une seule personne'),
    text(
      'give each person a line with the person’s own key',
      'donnez à chaque personne une ligne avec sa propre clé',
    ),
  )

export const signerDate = (
  file: string,
  line: number,
  words: string,
  why: 'shape' | 'no-zone' | 'no-such-date',
): Problem => {
  const shown = words.slice(0, 40)
  const message = {
    shape: text(`“${shown}” is no time`, `« ${shown} » n’est pas une date`),
    'no-zone': text(
      `“${shown}” is without a zone: every machine would read it differently`,
      `« ${shown} » est sans fuseau : chaque machine la lirait autrement`,
    ),
    'no-such-date': text(`“${shown}” does not exist`, `« ${shown} » n’existe pas`),
  }[why]
  return at(
    'signer-date',
    file,
    line,
    message,
    text('20260131Z or 202601311530Z', '20260131Z ou 202601311530Z'),
    text('write it in UTC, with Z at its end', 'écrivez-la en UTC, avec un Z à la fin'),
  )
}

export const signerNever = (file: string, line: number): Problem =>
  at(
    'signer-never-valid',
    file,
    line,
    text('this key is never valid', 'cette clé n’est jamais valable'),
    text('valid-after before valid-before', 'valid-after avant valid-before'),
    text('correct the times, or take the line out', 'corrigez les dates, ou retirez la ligne'),
  )

export const signerEmail = (file: string, line: number, email: string): Problem =>
  at(
    'signer-email',
    file,
    line,
    text(`“${email.slice(0, 60)}” is no e-mail address`, `« ${email.slice(0, 60)} » n’est pas une adresse`),
    text('emails=a@x,b@y', 'emails=a@x,b@y'),
    text(
      'write the addresses that stand in the person’s commits',
      'écrivez les adresses qui figurent dans les commits de la personne',
    ),
  )

export const signersTooMany = (file: string, most: number): Problem => ({
  code: 'signers-too-many',
  kind: 'usage',
  message: text('this file is too long', 'ce fichier est trop long'),
  place: { file, line: 1, column: 1 },
  expected: say(
    (f) => `at most ${f.count(most)} lines and one megabyte`,
    (f) => `au plus ${f.count(most)} lignes et un mégaoctet`,
  ),
  todo: text('keep those who approve', 'gardez les personnes qui approuvent'),
})
