import { same, type Text } from '../kernel/text.ts'
import type { InitialisedFile } from './machine.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

/** What became of a file, and what is in it where it is new. */
export const file = ({ name, state, text: content }: InitialisedFile, folder: string): readonly Text[] => {
  if (state === 'not-needed') return []
  if (state === 'kept')
    return [
      text(
        `${folder}${name} is there already and was not touched`,
        `${folder}${name} existe déjà et n’a pas été touché`,
      ),
    ]
  const lines = name === 'ecluse.yaml' && content !== null ? content.trimEnd().split('\n') : []
  return [
    text(`wrote ${folder}${name}`, `${folder}${name} écrit`),
    ...lines.map((line) => same(`    ${line}`)),
  ]
}

export const found = ({ en, fr }: Text): Text => text(`  found: ${en}`, `  trouvé : ${fr}`)
export const guessed = ({ en, fr }: Text): Text => text(`  guessed: ${en}`, `  deviné : ${fr}`)
export const todo = ({ en, fr }: Text): Text => text(`  to do: ${en}`, `  à faire : ${fr}`)

export const next = (lock: boolean, inGit: boolean): Text => {
  const files = lock ? 'ecluse.yaml ecluse.lock' : 'ecluse.yaml'
  const git = inGit ? `git add ${files} && git commit` : 'git init && git add . && git commit'
  return text(
    `  next: look it over (ecluse check), ${git}, then ecluse ship`,
    `  ensuite : relisez (ecluse check), ${git}, puis ecluse ship`,
  )
}
