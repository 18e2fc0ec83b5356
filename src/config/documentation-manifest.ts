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
  manifest: doc(
    'The manifest as a team keeps it in git: a file that a merge changes asks for a release, and what really runs is written to another. Read by the release that runs. Default: none.',
    'Le manifeste tel qu’une équipe le garde dans git : un fichier qu’une fusion change demande une version, et ce qui fonctionne vraiment est écrit dans un autre. Lu de la version en service. Par défaut : aucun.',
  ),
  repository: doc(
    'Its address, which this server’s account may read without being asked anything.',
    'Son adresse, que le compte de ce serveur peut lire sans qu’on lui demande quoi que ce soit.',
  ),
  branch: doc('Its branch. Default: `main`.', 'Sa branche. Par défaut : `main`.'),
  file: doc(
    'What is to run, in any of the forms that `ecluse manifest import` reads. A commit with the line `Backwards: REASON` may go back. Default: nothing is asked for.',
    'Ce qui doit fonctionner, dans une des formes que lit `ecluse manifest import`. Un commit avec la ligne `Backwards: RAISON` peut revenir en arrière. Par défaut : rien n’est demandé.',
  ),
  actual: doc(
    'What runs in the last environment, written back in the form that the file has. Default: nothing is written.',
    'Ce qui fonctionne dans le dernier environnement, récrit dans la forme du fichier. Par défaut : rien n’est écrit.',
  ),
  source: doc(
    'The application’s own repository, whose tags and commits versions are. Default: the same one.',
    'Le dépôt de l’application, dont les versions sont les étiquettes et les commits. Par défaut : le même.',
  ),
} as const
