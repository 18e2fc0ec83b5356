import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of the keys in `schema-manifest.ts`. */
export const manifestDocs = {
  knownAs: doc(
    'What other people’s manifests call it: keys of a JSON file, variables of an env file, images of a kustomization. Default: its own name alone.',
    'Comment l’appellent les manifestes des autres : clés d’un fichier JSON, variables d’un fichier d’environnement, images d’une kustomization. Par défaut : son seul nom.',
  ),
  versions: doc(
    'What names the versions of components: `tags` of their commits, or a file of each commit. Default: `tags`; a commit without one is called by its short id.',
    'Ce qui nomme les versions des composants : les étiquettes de leurs commits (`tags`), ou un fichier de chaque commit. Par défaut : `tags` ; un commit sans étiquette est appelé par son identifiant court.',
  ),
  versionsFile: doc(
    'Where a component is built, else at the root: `version` of a JSON file, else the first line; a Semantic Version.',
    'Là où le composant est construit, sinon à la racine : `version` d’un fichier JSON, sinon la première ligne ; une version sémantique.',
  ),
} as const
