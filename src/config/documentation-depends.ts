import type { Text } from '../kernel/text.ts'

/** As `documentation.ts`, of what a build depends on. */
export const doc: Text = {
  en: 'Files and folders of the repository that the build and the tests find in their place beside the component’s own folder; a change in one of them makes a new version. `../shared` counts from the component’s folder, `tsconfig.base.json` from the repository’s root. Workspaces of the lockfile need no mention. Default: none.',
  fr: 'Fichiers et dossiers du dépôt que la construction et les tests trouvent à leur place à côté du dossier du composant ; y changer quelque chose fait une nouvelle version. `../shared` se compte depuis le dossier du composant, `tsconfig.base.json` depuis la racine du dépôt. Les espaces de travail du fichier de verrouillage n’ont pas à y figurer. Par défaut : aucun.',
}
