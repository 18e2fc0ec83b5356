import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'
import type { Written } from './schema.ts'
import type { Tree } from './yaml.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const onePlace = () =>
  problem('one-anchor', 'an anchor is a file or a repository', 'une ancre est un fichier ou un dépôt', {
    expected: words(
      '`{ file: PATH }` or `{ repository: ADDRESS, branch: NAME }`',
      '`{ file: CHEMIN }` ou `{ repository: ADRESSE, branch: NOM }`',
    ),
    todo: words('keep one of them', 'n’en gardez qu’un'),
  })

/** What a shape cannot say of `audit`. */
export const checkAudit = (written: Written, tree: Tree): readonly Problem[] => {
  const anchor = written.audit?.anchor
  if (anchor === undefined) return []
  const places = [anchor.file, anchor.repository].filter((one) => one !== undefined)
  const branchAlone = anchor.branch !== undefined && anchor.repository === undefined
  return places.length === 1 && !branchAlone ? [] : [{ ...onePlace(), place: tree.at(['audit', 'anchor']) }]
}
