import type { Statement } from '../identity/statement.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const again = ({ action, item }: Statement): Text =>
  action === 'override'
    ? text(
        `say it again: ecluse override ${item ?? ''} --why REASON`,
        `redites-le : ecluse override ${item ?? ''} --why RAISON`,
      )
    : text(
        'sign it again: ecluse approve, or ecluse sign-off ITEM',
        'signez de nouveau : ecluse approve, ou ecluse sign-off POINT',
      )

type Words = (said: Statement) => Text

const plain =
  (en: string, fr: string): Words =>
  () =>
    text(en, fr)

const why: Readonly<Record<string, Words>> = {
  unsigned: plain('it is not signed', 'elle n’est pas signée'),
  'signature-malformed': plain(
    'its signature is malformed or was changed',
    'sa signature est mal formée ou a été modifiée',
  ),
  'signature-other-namespace': plain(
    'its signature was made for something else, not for ecluse',
    'sa signature a été faite pour autre chose que pour ecluse',
  ),
  'signature-key-type': plain(
    'its key is of a kind that is not taken',
    'sa clé est d’un type qui n’est pas accepté',
  ),
  'signature-weak-key': plain('its RSA key has fewer than 2048 bits', 'sa clé RSA a moins de 2048 bits'),
  'signature-untouched': plain('nobody touched the security key', 'personne n’a touché la clé de sécurité'),
  'signature-wrong': plain('its signature is not of this text', 'sa signature n’est pas celle de ce texte'),
  'other-application': ({ application }) =>
    text(`it is about the application ${application}`, `elle porte sur l’application ${application}`),
  'other-environment': ({ environment }) =>
    text(`it is about the environment ${environment}`, `elle porte sur l’environnement ${environment}`),
  'other-digest': ({ manifest }) =>
    text(
      `it is about another manifest, ${manifest.slice(0, 19)}`,
      `elle porte sur un autre manifeste, ${manifest.slice(0, 19)}`,
    ),
  'other-action': ({ action }) => text(`it says “${action}”`, `elle dit « ${action} »`),
  'other-item': ({ item }) =>
    text(`it is about ${item ?? 'no item'}`, `elle porte sur ${item ?? 'aucun point'}`),
  'signed-in-the-future': plain(
    'it says that it was signed later than now',
    'elle se dit signée plus tard que maintenant',
  ),
  'statement-expired': plain('it has expired', 'elle est échue'),
  'signer-unknown': ({ action }) =>
    action === 'override'
      ? text(
          'its key is not, or not any longer, one of those that may sign overrides here',
          'sa clé n’est pas, ou n’est plus, de celles qui peuvent signer ici qu’on passe outre',
        )
      : text(
          'its key is not, or not any longer, among the approvers in force',
          'sa clé n’est pas, ou n’est plus, parmi les approbateurs en vigueur',
        ),
  'key-not-yet-valid': plain(
    'its key was not valid yet when it came',
    'sa clé n’était pas encore valable à son arrivée',
  ),
  'key-no-longer-valid': plain(
    'its key was not valid any longer when it came',
    'sa clé n’était plus valable à son arrivée',
  ),
  'role-not-theirs': ({ role }) =>
    text(`the role ${role ?? ''} is not theirs`, `le rôle ${role ?? ''} n’est pas le sien`),
  'authors-unknown': plain(
    'who wrote it cannot be read from git',
    'qui l’a écrite ne peut pas être lu dans git',
  ),
  'approver-without-email': plain(
    'without emails= in the approvers file nobody can tell whether they wrote it',
    'sans emails= dans le fichier des approbateurs, personne ne peut dire s’ils l’ont écrite',
  ),
  'signed-by-author': plain(
    'they wrote or committed a part of it',
    'cette personne en a écrit ou validé une partie',
  ),
}

/** Why a statement counts for nothing. */
export const fault = (code: string, said: Statement, by: string): Text => {
  const reason = why[code]?.(said) ?? text(code, code)
  return text(
    `the statement of ${by} counts for nothing: ${reason.en}`,
    `la déclaration de ${by} ne compte pas : ${reason.fr}`,
  )
}

export const reasonWords = (code: string, said: Statement): Text => why[code]?.(said) ?? text(code, code)

export const slotMissing = (role: string | null, names: readonly string[]): Text =>
  role === null
    ? say(
        (f) =>
          `one more person who did not write it has to approve${names.length === 0 ? '' : `: ${f.list(names)}`}`,
        (f) =>
          `une autre personne qui ne l’a pas écrite doit approuver${names.length === 0 ? '' : ` : ${f.list(names)}`}`,
      )
    : say(
        (f) =>
          `a ${role} has to approve${names.length === 0 ? '; nobody is left who may' : `: ${f.list(names)}`}`,
        (f) =>
          `le rôle ${role} doit approuver${names.length === 0 ? ' ; plus personne ne le peut' : ` : ${f.list(names)}`}`,
      )

export const approveLine = (line: string): Text => text(line, line)

export const approved = (names: readonly string[]): Text =>
  say(
    (f) => `approved by ${f.list(names)}`,
    (f) => `approuvée par ${f.list(names)}`,
  )
export const noApprovals: Text = text('nobody has to approve', 'personne n’a à approuver')
export const canaryNotYet = (at: number): Text =>
  say(
    (f) => `the canary is signed off before more than ${f.percent(at / 100)} are on it`,
    (f) => `le canari est approuvé avant que plus de ${f.percent(at / 100)} y soient`,
  )
export const canaryMissing = (at: number, role: string, names: readonly string[]): Text =>
  say(
    (f) =>
      `a ${role} has to sign the canary off before it passes ${f.percent(at / 100)}${names.length === 0 ? '; nobody is left who may' : `: ${f.list(names)}`}`,
    (f) =>
      `le rôle ${role} doit approuver le canari avant qu’il dépasse ${f.percent(at / 100)}${names.length === 0 ? ' ; plus personne ne le peut' : ` : ${f.list(names)}`}`,
  )
