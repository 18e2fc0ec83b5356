import { say, type Text } from '../kernel/text.ts'
import { type Instant, instantText } from '../kernel/time.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const statementNames: Readonly<Record<string, Text>> = {
  approve: words('the approval', 'l’approbation'),
  canary: words('the sign-off of the canary', 'l’accord pour le canari'),
  'sign-off': words('the sign-off', 'la signature'),
  override: words('the override', 'la dérogation'),
}

export const expires = (
  action: string,
  item: string | null,
  by: string,
  number: number,
  environment: string,
  at: Instant,
): Text => {
  const what = statementNames[action] ?? words('the statement', 'la déclaration')
  const of = item === null ? '' : ` (${item})`
  return words(
    `${what.en}${of} by ${by} of candidate ${number} for ${environment} counts until ${instantText(at)} alone`,
    `${what.fr}${of} de ${by} pour la version admissible ${number} dans ${environment} ne compte que jusqu’à ${instantText(at)}`,
  )
}

const lineOf = (action: string, item: string | null): string => {
  if (action === 'sign-off') return `sign-off ${item ?? ''}`
  if (action === 'override') return `override ${item ?? ''} --why ...`
  return action === 'canary' ? 'approve --canary' : 'approve'
}

export const signAgain = (action: string, item: string | null, environment: string): Text => {
  const line = `ecluse ${lineOf(action, item)} --environment ${environment}`
  return words(`afterwards: ${line}`, `ensuite : ${line}`)
}

export const rehearsalExpires = (rehearsed: string, number: number, environment: string, at: Instant): Text =>
  words(
    `the rehearsal in ${rehearsed} of the way back of candidate ${number}, which waits for ${environment}, counts until ${instantText(at)} alone`,
    `la répétition dans ${rehearsed} du retour en arrière de la version admissible ${number}, qui attend ${environment}, ne compte que jusqu’à ${instantText(at)}`,
  )

export const rehearseAgain = (environment: string): Text => {
  const line = `ecluse rollback --environment ${environment}`
  return words(
    `afterwards it has to be taken there again: ${line}, then ecluse ship`,
    `ensuite, elle doit y être remise en service : ${line}, puis ecluse ship`,
  )
}

export const keyExpires = (name: string, fingerprint: string, environment: string, at: Instant): Text =>
  words(
    `the key of ${name} (${fingerprint}), who may sign in ${environment}, is valid until ${instantText(at)} alone: what it signs afterwards counts for nothing`,
    `la clé de ${name} (${fingerprint}), qui peut signer dans ${environment}, n’est valable que jusqu’à ${instantText(at)} : ce qu’elle signera ensuite ne comptera pas`,
  )

export const nobodyLeft = (roles: readonly string[]): Text =>
  say(
    (f) => `nobody else is left then who may sign as ${f.list(roles)}`,
    (f) => `il ne restera alors personne d’autre pour signer en tant que ${f.list(roles)}`,
  )

export const renewKey = (file: string): Text =>
  words(
    `put the next key, or a later valid-before, into ${file} and ship it in time`,
    `mettez la clé suivante, ou un valid-before plus tardif, dans ${file} et livrez-le à temps`,
  )
