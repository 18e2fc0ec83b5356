import validRange from 'semver/ranges/valid.js'
import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-check.ts'
import * as manifest from './messages-manifest.ts'
import type { Written, WrittenComponent } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Tree } from './yaml.ts'

/** Components that one needs, whether as a list or as a map of name to range. */
export const needsOf = (said: Pick<WrittenComponent, 'needs'> | null | undefined): readonly string[] => {
  const written = said?.needs ?? []
  return Array.isArray(written) ? written : Object.keys(written)
}

/** Ranges by the component that is needed; left out where there are none. */
export const rangesOf = (
  said: Pick<WrittenComponent, 'needs'>,
): { readonly needsRanges?: Readonly<Record<string, string>> } =>
  said.needs === undefined || Array.isArray(said.needs) ? {} : { needsRanges: said.needs }

/** Where a need stands: in a list by its index, in a map by its key. */
export const needAt = (said: Pick<WrittenComponent, 'needs'> | null | undefined, need: string) =>
  Array.isArray(said?.needs) ? said.needs.indexOf(need) : need

/** Unknown components, one that stands twice, and ranges that are none. */
export const checkNeeds = (
  name: string,
  said: Pick<WrittenComponent, 'needs'>,
  components: readonly string[],
  tree: Tree,
): Problem[] =>
  needsOf(said).flatMap((need, index, all) => {
    const path = ['components', name, 'needs']
    const listed = Array.isArray(said.needs)
    const place = listed ? tree.at([...path, index]) : tree.atKey([...path, need])
    if (all.indexOf(need) < index) return [{ ...say.twice(need), place }]
    if (!components.includes(need))
      return [{ ...say.unknownComponent(need, suggest(need, components), components), place }]
    const range = rangesOf(said).needsRanges?.[need]
    const bad =
      range !== undefined && (range.length > 256 || range.trim() === '' || validRange(range) === null)
    return bad ? [{ ...manifest.badRange(range), place: tree.at([...path, need]) }] : []
  })

/** A foreign name means one component: none that another has, or is called by. */
export const checkKnownAs = ({ components }: Written, tree: Tree): Problem[] => {
  const owners = new Map(Object.keys(components).map((name) => [name, name]))
  return Object.entries(components).flatMap(([name, said]) =>
    (said?.['known-as'] ?? []).flatMap((word, index) => {
      const owner = owners.get(word)
      owners.set(word, owner ?? name)
      return owner === undefined
        ? []
        : [{ ...manifest.nameTaken(word, owner), place: tree.at(['components', name, 'known-as', index]) }]
    }),
  )
}
