import { z } from 'zod'
import { doc } from './documentation-depends.ts'
import { parseFolder } from './scalars.ts'
import { key } from './tables.ts'

/** Steps up, then a path as elsewhere. */
const isPath = (words: string): boolean => {
  const below = words.replace(/^(?:\.\.?(?:\/+|$))+/, '')
  return words !== '' && (below === '' || parseFolder(below) !== undefined)
}

/** What a component's build needs of the repository beside its own folder, as it is written. */
export const dependsOnKey = key(
  z
    .array(z.string({ error: 'dependsOnPath' }).refine(isPath, { error: 'dependsOnPath' }), {
      error: 'dependsOn',
    })
    .max(100, { error: 'dependsOn' }),
  doc,
)
