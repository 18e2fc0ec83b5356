import type { Text } from '../kernel/text.ts'

const doc = (en: string, fr: string): Text => ({ en, fr })

/** As `documentation.ts`, of a component that is files alone. */
export const staticDocs = {
  static: doc(
    'Folder below `build.context`, committed or made by the build, whose files the edge itself serves, without a process or a port. The path of the component’s route leads to the folder. `index.html` answers for its folder, `404.html` at the top for what is not there; files and folders whose name begins with a dot are not served, `.well-known` aside.',
    'Dossier sous `build.context`, versé au dépôt ou produit par la construction, dont la périphérie sert elle-même les fichiers, sans processus ni port. Le chemin de la route du composant mène au dossier. `index.html` répond pour son dossier, `404.html` à la racine pour ce qui n’existe pas ; ce dont le nom commence par un point n’est pas servi, hormis `.well-known`.',
  ),
  folder: doc('The folder of the files.', 'Le dossier des fichiers.'),
  fallback: doc(
    'File that answers, with 200, for pages that are no files: of an application that draws its pages in the browser.',
    'Fichier qui répond, avec 200, pour les pages qui ne sont pas des fichiers : celui d’une application qui dessine ses pages dans le navigateur.',
  ),
} as const satisfies Record<string, Text>
