import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const cannotRead = (file: string, why: string): Problem => ({
  code: 'cannot-read',
  kind: 'usage',
  message: words(`${file} cannot be read: ${why}`, `${file} est illisible : ${why}`),
  expected: words(
    'a file that lists versions, or REVISION:PATH of this repository',
    'un fichier qui donne des versions, ou RÉVISION:CHEMIN de ce dépôt',
  ),
  todo: words('name another one', 'nommez-en un autre'),
})

export const notAPoint = (word: string): Problem => ({
  code: 'bad-argument',
  kind: 'usage',
  message: words(`\`${word}\` names no manifest`, `\`${word}\` ne désigne aucun manifeste`),
  expected: words(
    'a RELEASE, an ENVIRONMENT, candidate:N, sha256:…, a file, or REVISION:PATH',
    'une VERSION, un ENVIRONNEMENT, candidate:N, sha256:…, un fichier, ou RÉVISION:CHEMIN',
  ),
  todo: words('ecluse history lists the releases', 'ecluse history donne les versions'),
})

export const twoNeeded: Problem = {
  code: 'bad-argument',
  kind: 'usage',
  message: words('a difference is between two manifests', 'une différence porte sur deux manifestes'),
  expected: words('FROM and TO', 'DE et À'),
  todo: words('ecluse manifest diff staging production', 'ecluse manifest diff staging production'),
}

export const fileNeeded: Problem = {
  code: 'bad-argument',
  kind: 'usage',
  message: words('which manifest?', 'quel manifeste ?'),
  expected: words('a file, or REVISION:PATH', 'un fichier, ou RÉVISION:CHEMIN'),
  todo: words('ecluse manifest import versions.json', 'ecluse manifest import versions.json'),
}

export const onlyListed = (name: string): Problem => ({
  code: 'bad-argument',
  kind: 'usage',
  message: words(
    `${name} lists versions only: there is no whole manifest in it to export`,
    `${name} ne donne que des versions : il ne contient aucun manifeste entier à exporter`,
  ),
  expected: words(
    'a release, an environment or a candidate',
    'une version, un environnement ou une version admissible',
  ),
  todo: words('ecluse manifest export production', 'ecluse manifest export production'),
})

export const notThere = (file: string): Text =>
  words(
    `${file}: no component of an ecluse.yaml here: names stand for themselves`,
    `${file} : pas d’ecluse.yaml ici : les noms valent pour eux-mêmes`,
  )

export const fileHead = (file: string, form: string, count: number): Text =>
  say(
    (f) => `${file}   ${form}   ${f.count(count)} ${count === 1 ? 'component' : 'components'}`,
    (f) => `${file}   ${form}   ${f.count(count)} ${count > 1 ? 'composants' : 'composant'}`,
  )

export const nothingChanges = (left: string, right: string): Text =>
  words(`${left} and ${right} are the same`, `${left} et ${right} sont identiques`)

export const sameOthers = (count: number): Text =>
  say(
    (f) => `${f.count(count)} ${count === 1 ? 'component is' : 'components are'} the same`,
    (f) => `${f.count(count)} ${count > 1 ? 'composants sont identiques' : 'composant est identique'}`,
  )

export const written = (file: string, bytes: number): Text =>
  say(
    (f) => `${file}: ${f.count(bytes)} bytes`,
    (f) => `${file} : ${f.count(bytes)} octets`,
  )

export const unchanged = (file: string): Text => words(`${file} says so already`, `${file} le dit déjà`)

export const canBeShipped = (file: string): Text =>
  words(
    `${file} can be shipped: ecluse manifest import ${file}`,
    `${file} peut être livré : ecluse manifest import ${file}`,
  )

export const ships = (application: string, file: string, commit: string): Text =>
  words(
    `ships ${application} as ${file} asks for it, with ecluse.yaml of ${commit.slice(0, 10)}`,
    `livre ${application} tel que le demande ${file}, avec l’ecluse.yaml de ${commit.slice(0, 10)}`,
  )
