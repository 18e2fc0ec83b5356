import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const nameMissing = (command: string): Problem => ({
  code: 'missing-argument',
  kind: 'usage',
  message: words('the name of the secret is missing', 'le nom du secret manque'),
  todo: words(`ecluse ${command} DB_PASSWORD`, `ecluse ${command} DB_PASSWORD`),
})

export const badSecretName = (name: string): Problem => ({
  code: 'bad-variable',
  kind: 'usage',
  message: words(`“${name}” is no variable’s name`, `« ${name} » n’est pas un nom de variable`),
  expected: words(
    'letters, digits and `_`, not first a digit; a value is never an argument',
    'des lettres, des chiffres et `_`, sans chiffre en tête ; une valeur n’est jamais un argument',
  ),
  todo: words('ecluse secret set DB_PASSWORD < file', 'ecluse secret set DB_PASSWORD < fichier'),
})

export const noInput = (): Problem => ({
  code: 'secret-empty',
  kind: 'usage',
  message: words('nothing came on standard input', 'rien n’est arrivé sur l’entrée standard'),
  expected: words('the value, as a line or a file', 'la valeur, une ligne ou un fichier'),
  todo: words('ecluse secret set DB_PASSWORD < file', 'ecluse secret set DB_PASSWORD < fichier'),
})

export const inputNoText = (): Problem => ({
  code: 'secret-not-text',
  kind: 'usage',
  message: words(
    'what came on standard input is no text in UTF-8, or holds a zero byte',
    'ce qui est arrivé sur l’entrée standard n’est pas un texte en UTF-8, ou contient un octet nul',
  ),
  todo: words('encode it in base64', 'encodez-le en base64'),
})

export const typeIt = (name: string): Text =>
  words(
    `type the value of ${name}, then Enter; it is not shown`,
    `tapez la valeur de ${name}, puis Entrée ; elle n’est pas affichée`,
  )

export const noSecrets = (environment: string): Text =>
  words(`no secrets in ${environment}`, `aucun secret dans ${environment}`)

export const sources = {
  file: words('file', 'fichier'),
  command: words('command', 'commande'),
  environment: words('environment', 'environnement'),
  set: words('set', 'fixé'),
} as const

export const everyComponent = words('(all)', '(tous)')
export const nextTime = words('next ship', 'prochaine livraison')
export const byWhom = (who: string): Text => words(`by ${who}`, `par ${who}`)

export const inForce = (application: string, environment: string, release: number, commit: string): Text =>
  words(
    `${application} in ${environment}: release ${release}, commit ${commit.slice(0, 10)}`,
    `${application} dans ${environment} : version ${release}, commit ${commit.slice(0, 10)}`,
  )
export const byDefault = words('default', 'par défaut')
export const absent = words('(not there)', '(absent)')
export const noDifference = words('no difference', 'aucune différence')
export const fileHere = (file: string): Text => words(`${file} here`, `${file} d’ici`)
