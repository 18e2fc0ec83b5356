import type { FreezeView } from '../engine/facade-policy.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { instantText } from '../kernel/time.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const keyMissing = (file: string | null): Problem => ({
  code: 'no-key',
  kind: 'usage',
  message:
    file === null
      ? text(
          'there is no ssh key in ~/.ssh to sign with, and no agent holds one',
          'il n’y a pas de clé ssh dans ~/.ssh pour signer, et aucun agent n’en détient',
        )
      : text(`there is no key ${file}`, `il n’y a pas de clé ${file}`),
  expected: text(
    'a private key, or the public half of one that your agent holds',
    'une clé privée, ou la moitié publique d’une clé que détient votre agent',
  ),
  todo: text(
    'give it: --key FILE, or --key SHA256:... as ssh-add -l shows it',
    'donnez-la : --key FICHIER, ou --key SHA256:... tel que le montre ssh-add -l',
  ),
})

export const toolMissing = (): Problem => ({
  code: 'no-ssh-keygen',
  kind: 'failed',
  message: text('ssh-keygen is not on this machine', 'ssh-keygen n’est pas sur cette machine'),
  todo: text('install OpenSSH 8.1 or later', 'installez OpenSSH 8.1 ou plus récent'),
})

export const notSigned = (file: string, said: string): Problem => ({
  code: 'not-signed',
  kind: 'failed',
  message: text(
    `ssh-keygen did not sign with ${file}: ${said}`,
    `ssh-keygen n’a pas signé avec ${file} : ${said}`,
  ),
  todo: text(
    'try another key with --key FILE; ssh-add -l shows what your agent holds',
    'essayez une autre clé avec --key FICHIER ; ssh-add -l montre ce que détient votre agent',
  ),
})

export const needs = (what: string, command: string): Problem => ({
  code: 'missing-argument',
  kind: 'usage',
  message: text(`${command} wants ${what}`, `${command} demande ${what}`),
  expected: text(what, what),
  todo: text(`ecluse ${command} --help`, `ecluse ${command} --help`),
})

export const noCanary = (environment: string): Problem => ({
  code: 'no-canary-asked',
  kind: 'conflict',
  message: text(
    `the policy in force in ${environment} asks for no sign-off of the canary`,
    `la politique en vigueur dans ${environment} ne demande pas d’approuver le canari`,
  ),
  todo: text('ecluse why shows what is asked', 'ecluse why montre ce qui est demandé'),
})

export const notBuilt: Problem = {
  code: 'not-built-yet',
  kind: 'conflict',
  message: text(
    'it is not built yet: there is nothing to sign',
    'elle n’est pas encore construite : rien à signer',
  ),
  todo: text('wait until it is built: ecluse status', 'attendez qu’elle le soit : ecluse status'),
}

export const about = (number: number, environment: string, subject: string, commit: string): Text =>
  text(
    `candidate ${number} for ${environment}: ${subject} (${commit.slice(0, 10)})`,
    `version admissible ${number} pour ${environment} : ${subject} (${commit.slice(0, 10)})`,
  )

export const writtenBy = (authors: readonly { readonly name: string }[] | null): Text =>
  authors === null
    ? text('written by: git does not know', 'écrite par : git ne le sait pas')
    : say(
        (f) => `written by: ${f.list(authors.map(({ name }) => name))}`,
        (f) => `écrite par : ${f.list(authors.map(({ name }) => name))}`,
      )

export const manifestLine = (digest: string): Text => text(`manifest: ${digest}`, `manifeste : ${digest}`)

export const freezeLine = ({ application, until, why, except, by, id }: FreezeView): Text => {
  const what =
    application === null ? text('the whole server', 'tout le serveur') : text(application, application)
  const end =
    until === null
      ? text('until thawed', 'jusqu’au dégel')
      : text(`until ${instantText(until)}`, `jusqu’à ${instantText(until)}`)
  const but = except === null ? text('', '') : text(`, but for ${except}`, `, sauf ${except}`)
  return text(
    `  ${id}  ${what.en}, ${end.en}${but.en}, by ${by}: ${why}`,
    `  ${id}  ${what.fr}, ${end.fr}${but.fr}, par ${by} : ${why}`,
  )
}

export const nothingMine: Text = text('nothing waits for you', 'rien ne vous attend')
