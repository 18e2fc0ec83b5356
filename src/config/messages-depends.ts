import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const dependsOutside = (path: string, context: string) =>
  problem(
    'depends-on-outside',
    `\`${path}\` leads out of the repository, from the folder \`${context}\``,
    `\`${path}\` sort du dépôt, depuis le dossier \`${context}\``,
    {
      expected: words(
        'a path inside the repository: `../shared` from the component’s folder, `tsconfig.base.json` from the root',
        'un chemin dans le dépôt : `../shared` depuis le dossier du composant, `tsconfig.base.json` depuis la racine',
      ),
      todo: words(
        'commit into this repository what the build needs',
        'versez dans ce dépôt ce dont la construction a besoin',
      ),
    },
  )

export const dependsOnOwn = (path: string, context: string) =>
  problem(
    'depends-on-own',
    `\`${path}\` lies in \`${context}\`, the component’s own folder`,
    `\`${path}\` se trouve dans \`${context}\`, le dossier même du composant`,
    {
      expected: words(
        'what the build needs beside its own folder',
        'ce dont la construction a besoin hors de son dossier',
      ),
      todo: words(
        'take it out: the own folder always counts',
        'retirez-le : le dossier du composant compte toujours',
      ),
    },
  )

export const dependsCycle = (cycle: readonly string[]) =>
  problem(
    'depends-on-cycle',
    `builds depend on each other in a circle: ${cycle.join(' → ')}`,
    `des constructions dépendent les unes des autres en cercle : ${cycle.join(' → ')}`,
    {
      expected: words(
        'builds of which one depends on no other component’s folder',
        'des constructions dont l’une ne dépend du dossier d’aucun autre composant',
      ),
      todo: words(
        'move what both need into a folder of its own, and let both depend on that',
        'placez dans un dossier à part ce dont les deux ont besoin, et faites-en dépendre les deux',
      ),
    },
  )
