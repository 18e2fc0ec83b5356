import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { SecretPlace } from '../ports/vault.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const setIt = ({ name, environment }: { readonly name: string; readonly environment: string }): string =>
  `ecluse secret set ${name} --environment ${environment} --later`

const about = ({ name, component, environment }: SecretPlace): Text =>
  words(
    `secret ${name} of ${component} in ${environment}`,
    `secret ${name} de ${component} dans ${environment}`,
  )

export const secretNotSet = (place: SecretPlace): Problem => ({
  code: 'secret-not-set',
  kind: 'usage',
  message: words(`${about(place).en}: nobody set it yet`, `${about(place).fr} : personne ne l’a encore fixé`),
  expected: words('a value that a person set', 'une valeur fixée par une personne'),
  todo: words(`${setIt(place)}; then ship again`, `${setIt(place)} ; puis livrez de nouveau`),
})

export const secretVariableMissing = (place: SecretPlace, variable: string): Problem => ({
  code: 'secret-variable-missing',
  kind: 'usage',
  message: words(
    `${about(place).en}: the variable ${variable} is not set, or is empty, where ecluse ship runs`,
    `${about(place).fr} : la variable ${variable} est absente, ou vide, là où ecluse ship est lancée`,
  ),
  expected: words(
    `${variable} in the environment of ecluse ship`,
    `${variable} dans l’environnement d’ecluse ship`,
  ),
  todo: words(
    `set the variable and ship again, or: ${setIt(place)}`,
    `donnez une valeur à la variable et livrez de nouveau, ou bien : ${setIt(place)}`,
  ),
})

export const secretWithoutValue = (name: string, component: string, environment: string): Problem => ({
  code: 'secret-without-value',
  kind: 'conflict',
  message: words(
    `secret ${name} of ${component} has no value in ${environment} any more`,
    `le secret ${name} de ${component} n’a plus de valeur dans ${environment}`,
  ),
  todo: words(setIt({ name, environment }), setIt({ name, environment })),
})

export const unknownSecret = (name: string, environment: string, known: readonly string[]): Problem => ({
  code: 'unknown-secret',
  kind: 'usage',
  message: words(
    `what runs in ${environment} declares no secret ${name}`,
    `ce qui fonctionne dans ${environment} ne déclare aucun secret ${name}`,
  ),
  expected: say(
    (f) => (known.length === 0 ? 'a declared secret; there is none' : `one of ${f.list(known)}`),
    (f) =>
      known.length === 0 ? 'un secret déclaré ; il n’y en a aucun' : `l’un de ceux-ci : ${f.list(known)}`,
  ),
  todo: words(
    'declare it in ecluse.yaml and ship; --later sets it before that',
    'déclarez-le dans ecluse.yaml et livrez ; --later le fixe avant cela',
  ),
})

export const neverShipped = (environment: string): Problem => ({
  code: 'nothing-runs',
  kind: 'conflict',
  message: words(
    `nothing runs in ${environment} yet: nothing was set`,
    `rien ne fonctionne encore dans ${environment} : rien n’a été fixé`,
  ),
  todo: words('let the first release bring it: --later', 'laissez la première version l’apporter : --later'),
})

export const notSet = (name: string, environment: string): Problem => ({
  code: 'secret-not-set',
  kind: 'not-found',
  message: words(`nobody set ${name} in ${environment}`, `personne n’a fixé ${name} dans ${environment}`),
  todo: words(
    'ecluse secret list shows where each value comes from',
    'ecluse secret list montre d’où vient chaque valeur',
  ),
})

const of = (component: string): Text =>
  component === '' ? words('', '') : words(` of ${component}`, ` de ${component}`)

/** `waits`: something is on its way there, or waits before it. */
export const secretShips = (
  name: string,
  component: string,
  environment: string,
  number: number,
  waits: boolean,
): Text =>
  waits
    ? {
        en: `${name}${of(component).en} is set in ${environment}; candidate ${number} waits for its turn there, then ships it with what runs by then`,
        fr: `${name}${of(component).fr} est fixé dans ${environment} ; la version admissible ${number} y attend son tour, puis le livre avec ce qui y fonctionnera alors`,
      }
    : {
        en: `${name}${of(component).en} is set in ${environment}; candidate ${number} ships it with what runs there`,
        fr: `${name}${of(component).fr} est fixé dans ${environment} ; la version admissible ${number} le livre avec ce qui y fonctionne`,
      }

export const secretIsThere = (environment: string, release: number): Text =>
  say(
    (f) => `release ${f.count(release)}, which came to ${environment} first, has the value that was set`,
    (f) => `la version ${f.count(release)}, arrivée avant dans ${environment}, a la valeur qui a été fixée`,
  )

export const secretLater = (
  name: string,
  component: string,
  environment: string,
  declared: boolean,
): Text => ({
  en: `${name}${of(component).en} is set in ${environment}, and goes out with the next ship${declared ? '' : '; nothing that runs there declares it yet'}`,
  fr: `${name}${of(component).fr} est fixé dans ${environment}, et sortira avec la prochaine livraison${declared ? '' : ' ; rien de ce qui y fonctionne ne le déclare encore'}`,
})

export const secretSame = (name: string, component: string, environment: string): Text => ({
  en: `${name}${of(component).en} has this value in ${environment} already: nothing to ship`,
  fr: `${name}${of(component).fr} a déjà cette valeur dans ${environment} : rien à livrer`,
})

export const secretUnset = (name: string, component: string, environment: string): Text => ({
  en: `${name}${of(component).en} comes from where ecluse.yaml says again, from the next ship to ${environment} on`,
  fr: `${name}${of(component).fr} viendra de nouveau d’où l’indique ecluse.yaml, dès la prochaine livraison dans ${environment}`,
})

/** What a way back says of secrets that have another value by now. */
export const secretsChanged = (
  names: readonly string[],
  release: number,
  used: 'current' | 'recorded',
): Text =>
  say(
    (f) =>
      `${f.list(names)} ${names.length === 1 ? 'has' : 'have'} changed since release ${release}: ${used === 'current' ? 'the values in force now are used' : 'the values recorded with it are used'}`,
    (f) =>
      `${f.list(names)} ${names.length === 1 ? 'a' : 'ont'} changé depuis la version ${release} : ${used === 'current' ? 'les valeurs en vigueur sont utilisées' : 'les valeurs enregistrées avec elle sont utilisées'}`,
  )
