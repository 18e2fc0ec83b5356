import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-manifest.ts`. */
export const manifestDocs = {
  knownAs: doc(
    'What other people’s manifests call it: keys of a JSON file, variables of an env file, images of a kustomization. Default: its own name alone.',
    'Comment l’appellent les manifestes des autres : clés d’un fichier JSON, variables d’un fichier d’environnement, images d’une kustomization. Par défaut : son seul nom.',
  ),
} as const
