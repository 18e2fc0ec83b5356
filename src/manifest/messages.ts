import type { Problem } from '../kernel/problem.ts'

const mismatch = (en: string, fr: string): Problem => ({
  code: 'manifest-mismatch',
  kind: 'failed',
  message: { en, fr },
  todo: {
    en: 'build the commit again: ecluse build COMMIT',
    fr: 'reconstruisez le commit : ecluse build COMMIT',
  },
})

export const notBuilt = (component: string): Problem =>
  mismatch(`no image of \`${component}\` was built`, `aucune image de \`${component}\` n’a été construite`)

export const notInConfig = (component: string): Problem =>
  mismatch(
    `\`${component}\` was built, but the configuration does not name it`,
    `\`${component}\` a été construit, mais la configuration ne le nomme pas`,
  )

export const builtTwice = (component: string): Problem =>
  mismatch(
    `\`${component}\` stands twice in the manifest`,
    `\`${component}\` figure deux fois dans le manifeste`,
  )

export const noDigest = (component: string, image: string): Problem =>
  mismatch(
    `the image of \`${component}\` is named by \`${image}\`, which is no digest`,
    `l’image de \`${component}\` est nommée par \`${image}\`, qui n’est pas une empreinte`,
  )

export const unknownEnvironment = (environment: string): Problem => ({
  code: 'unknown-environment',
  kind: 'not-found',
  message: {
    en: `the configuration of this commit has no environment \`${environment}\``,
    fr: `la configuration de ce commit n’a pas d’environnement \`${environment}\``,
  },
})
