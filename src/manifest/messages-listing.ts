import type { Code } from '../kernel/codes.ts'
import { formatPlace, type Place, type Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const problem = (code: Code, message: Text, expected: Text, todo: Text): Problem => ({
  code,
  kind: 'usage',
  message,
  expected,
  todo,
})

const cut = (word: string): string => (word.length > 60 ? `${word.slice(0, 57)}…` : word)

const aListing: Text = {
  en: 'a manifest of ours, JSON such as { "api": "v3.0.1" }, variables such as API_TAG=v3.0.1, or Kustomize’s images:',
  fr: 'un manifeste à nous, du JSON tel que { "api": "v3.0.1" }, des variables telles que API_TAG=v3.0.1, ou les images: de Kustomize',
}
const aVersion: Text = {
  en: 'a tag of the application’s repository such as v3.0.1, or a commit',
  fr: 'une étiquette du dépôt de l’application, telle que v3.0.1, ou un commit',
}
const mend: Text = { en: 'mend this place, then try again', fr: 'corrigez cet endroit, puis réessayez' }
const pin: Text = {
  en: 'write the tag or the commit that you mean',
  fr: 'écrivez l’étiquette ou le commit que vous voulez dire',
}

const shape = (en: string, fr: string): Problem => problem('bad-listing', { en, fr }, aListing, mend)

export const conflict = (): Problem =>
  problem(
    'merge-conflict',
    {
      en: 'this file holds a merge that was not finished',
      fr: 'ce fichier contient une fusion inachevée',
    },
    { en: 'one version of each component', fr: 'une seule version de chaque composant' },
    {
      en: 'choose between the two sides, then git commit',
      fr: 'choisissez entre les deux côtés, puis git commit',
    },
  )
export const noListing = (): Problem =>
  shape('this file lists no versions', 'ce fichier ne donne aucune version')
export const notJson = (): Problem => shape('this is no JSON', 'ceci n’est pas du JSON')
export const notYaml = (): Problem =>
  shape('this is no YAML that can be read', 'ceci n’est pas du YAML lisible')
export const keyTwice = (): Problem =>
  shape('a key stands twice in this map', 'une clé figure deux fois dans cette table')
export const severalDocuments = (): Problem =>
  shape(
    'a second document begins here: a kustomization is one',
    'un deuxième document commence ici : une kustomization n’en est qu’un',
  )
export const noImages = (): Problem =>
  shape('there is no list of `images:` here', 'il n’y a pas ici de liste `images:`')
export const imageWithoutName = (): Problem => shape('an image without a `name`', 'une image sans `name`')
export const noTagNoDigest = (name: string): Problem =>
  shape(
    `image \`${cut(name)}\` has neither \`newTag\` nor \`digest\`: it says nothing of what runs`,
    `l’image \`${cut(name)}\` n’a ni \`newTag\` ni \`digest\` : elle ne dit rien de ce qui fonctionne`,
  )
export const tagAndDigest = (name: string): Problem =>
  shape(
    `image \`${cut(name)}\` has both \`newTag\` and \`digest\`: they may differ`,
    `l’image \`${cut(name)}\` a \`newTag\` et \`digest\` : ils peuvent différer`,
  )
export const notALine = (): Problem =>
  shape('this line is no NAME=VALUE', 'cette ligne n’est pas de la forme NOM=VALEUR')
export const notAPlainValue = (name: string): Problem =>
  shape(
    `the value of \`${cut(name)}\` would have to be evaluated, which is never done`,
    `la valeur de \`${cut(name)}\` devrait être évaluée, ce qui n’est jamais fait`,
  )
export const notAVersion = (name: string): Problem =>
  problem(
    'bad-listing',
    {
      en: `the version of \`${cut(name)}\` is no text`,
      fr: `la version de \`${cut(name)}\` n’est pas un texte`,
    },
    aVersion,
    mend,
  )

export const notOurs = (path: string, what: 'digest' | 'shape'): Problem =>
  what === 'digest'
    ? badDigest(path)
    : problem(
        'bad-listing',
        {
          en: `this is no release manifest of format 1: \`${cut(path === '' ? '.' : path)}\``,
          fr: `ceci n’est pas un manifeste de version de format 1 : \`${cut(path === '' ? '.' : path)}\``,
        },
        {
          en: 'what the schema says: ecluse manifest schema',
          fr: 'ce que dit le schéma : ecluse manifest schema',
        },
        mend,
      )

export const badDigest = (name: string): Problem =>
  problem(
    'bad-digest',
    {
      en: `\`${cut(name)}\` is pinned by something else than a SHA-256`,
      fr: `\`${cut(name)}\` est fixé par autre chose qu’une empreinte SHA-256`,
    },
    {
      en: 'sha256: and 64 hexadecimal digits in lower case',
      fr: 'sha256: et 64 chiffres hexadécimaux en minuscules',
    },
    {
      en: 'write the digest of the image that is meant: ecluse manifest show',
      fr: 'écrivez l’empreinte de l’image voulue : ecluse manifest show',
    },
  )

export const tooLong = (size: number, most: number): Problem =>
  problem(
    'listing-too-long',
    say(
      (f) => `the file has ${f.count(size)} bytes`,
      (f) => `le fichier compte ${f.count(size)} octets`,
    ),
    say(
      (f) => `at most ${f.count(most)}`,
      (f) => `${f.count(most)} au plus`,
    ),
    { en: 'name the file that lists versions', fr: 'nommez le fichier qui donne les versions' },
  )

export const twice = (name: string, first: Place): Problem =>
  problem(
    'component-twice',
    {
      en: `\`${cut(name)}\` stands here again; first at ${formatPlace(first)}`,
      fr: `\`${cut(name)}\` figure ici une deuxième fois ; d’abord à ${formatPlace(first)}`,
    },
    { en: 'each name once', fr: 'chaque nom une fois' },
    { en: 'take one of them away', fr: 'retirez l’une des deux' },
  )

/** Two names of the file that mean the same component. */
export const sameComponent = (name: string, component: string, other: string, first: Place): Problem =>
  problem(
    'component-twice',
    {
      en: `\`${cut(name)}\` is component ${component}, as is \`${cut(other)}\` at ${formatPlace(first)}`,
      fr: `\`${cut(name)}\` est le composant ${component}, comme \`${cut(other)}\` à ${formatPlace(first)}`,
    },
    { en: 'each component once', fr: 'chaque composant une fois' },
    { en: 'take one of them away', fr: 'retirez l’une des deux' },
  )

export const unknownName = (
  name: string,
  near: string | undefined,
  components: readonly string[],
): Problem => {
  const known = components.slice(0, 12).join(', ')
  return problem(
    'unknown-component',
    {
      en: `\`${cut(name)}\` is no component${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
      fr: `\`${cut(name)}\` n’est pas un composant${near === undefined ? '' : ` ; vouliez-vous dire \`${near}\` ?`}`,
    },
    {
      en: `one of ${known}, or a name that is known-as`,
      fr: `un de ${known}, ou un nom déclaré par known-as`,
    },
    {
      en: `map it in ecluse.yaml: components.COMPONENT.known-as: [${cut(name)}]`,
      fr: `associez-le dans ecluse.yaml : components.COMPOSANT.known-as: [${cut(name)}]`,
    },
  )
}

export const leftOut = (component: string): Problem =>
  problem(
    'component-left-out',
    {
      en: `component ${component} is left out`,
      fr: `le composant ${component} est absent`,
    },
    { en: 'every component of ecluse.yaml', fr: 'chaque composant d’ecluse.yaml' },
    {
      en: `say which version of ${component} is to run`,
      fr: `dites quelle version de ${component} doit fonctionner`,
    },
  )

export const movingName = (component: string, version: string): Problem =>
  problem(
    'moving-version',
    {
      en:
        version === ''
          ? `${component}: no version is written`
          : `${component}: \`${cut(version)}\` means something else tomorrow`,
      fr:
        version === ''
          ? `${component} : aucune version n’est écrite`
          : `${component} : \`${cut(version)}\` voudra dire autre chose demain`,
    },
    aVersion,
    pin,
  )

export const malformed = (component: string, version: string): Problem =>
  problem(
    'malformed-version',
    {
      en: `${component}: \`${cut(version)}\` is no Semantic Version`,
      fr: `${component} : \`${cut(version)}\` n’est pas une version sémantique`,
    },
    {
      en: 'MAJOR.MINOR.PATCH such as 1.28.0, with or without a v, or a commit',
      fr: 'MAJEUR.MINEUR.CORRECTIF tel que 1.28.0, avec ou sans v, ou un commit',
    },
    pin,
  )

export const twoThings = (component: string, version: string): Problem =>
  problem(
    'ambiguous-version',
    {
      en: `${component}: \`${cut(version)}\` names two things here: a tag, a branch or a commit`,
      fr: `${component} : \`${cut(version)}\` désigne ici deux choses : une étiquette, une branche ou un commit`,
    },
    { en: 'a name that means one commit', fr: 'un nom qui désigne un seul commit' },
    {
      en: 'write the whole commit, or rename the branch',
      fr: 'écrivez le commit en entier, ou renommez la branche',
    },
  )

export const noSuchVersion = (component: string, version: string, near: string | null): Problem =>
  problem(
    'unknown-version',
    {
      en: `${component}: \`${cut(version)}\` is no tag and no commit of this repository`,
      fr: `${component} : \`${cut(version)}\` n’est ni une étiquette ni un commit de ce dépôt`,
    },
    aVersion,
    near === null
      ? { en: 'git fetch --tags, or correct it', fr: 'git fetch --tags, ou corrigez-la' }
      : {
          en: `did you mean the tag \`${near}\`? Write it as it is`,
          fr: `vouliez-vous dire l’étiquette \`${near}\` ? Écrivez-la telle quelle`,
        },
  )

export const noSuchImage = (component: string, digest: string): Problem =>
  problem(
    'image-missing',
    {
      en: `${component}: image ${digest.slice(0, 19)}… is not there, and no release says of which commit it is`,
      fr: `${component} : l’image ${digest.slice(0, 19)}… est absente, et aucune version ne dit de quel commit elle est`,
    },
    {
      en: 'the digest of an image that a release ran with',
      fr: 'l’empreinte d’une image d’une version connue',
    },
    {
      en: 'write the tag or the commit instead: it is built',
      fr: 'écrivez plutôt l’étiquette ou le commit : il sera construit',
    },
  )

export const backwards = (component: string, from: string, to: string): Problem =>
  problem(
    'version-backwards',
    {
      en: `${component} goes back from ${cut(from)} to ${cut(to)}, and nobody said so`,
      fr: `${component} revient de ${cut(from)} à ${cut(to)}, et personne ne l’a dit`,
    },
    { en: 'the version that runs, or a later one', fr: 'la version qui fonctionne, ou une plus récente' },
    {
      en: 'say so with --backwards, or name a later version; ecluse rollback takes a whole release back',
      fr: 'dites-le avec --backwards, ou nommez une version plus récente ; ecluse rollback ramène une version entière',
    },
  )
