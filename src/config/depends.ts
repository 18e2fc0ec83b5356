import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-check.ts'
import { dependsCycle, dependsOnOwn, dependsOutside } from './messages-depends.ts'
import { inOrder } from './order.ts'
import type { Written } from './schema.ts'
import type { Tree } from './yaml.ts'

type Components = Written['components']

const contextOf = (said: Components[string] | undefined): string => said?.build?.context ?? '.'

/** Whether a folder holds a path, or is it. */
const holds = (folder: string, path: string): boolean =>
  folder === '.' || path === folder || path.startsWith(`${folder}/`)

/** A declared path from the repository's root; null where it leads out. */
export const fromRoot = (context: string, words: string): string | null => {
  const parts = /^\.\.?(\/|$)/.test(words) && context !== '.' ? context.split('/') : []
  for (const part of words.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.length === 0 ? '.' : parts.join('/')
}

const pathsOf = (said: Components[string] | undefined): readonly string[] =>
  (said?.build?.['depends-on'] ?? []).flatMap((words) => fromRoot(contextOf(said), words) ?? [])

/** Components whose folder a component's build depends on, or a part of it. */
const towards = (components: Components, name: string): readonly string[] => {
  const paths = pathsOf(components[name])
  return Object.entries(components).flatMap(([other, said]) => {
    const context = contextOf(said)
    const meets = paths.some((path) => holds(path, context) || (context !== '.' && holds(context, path)))
    return other !== name && context !== contextOf(components[name]) && meets ? [other] : []
  })
}

/**
 * All that a component's build depends on beside its own folder, from the repository's root: what it declares, and what
 * the components declare whose folders these are. Sorted; none that another one holds.
 */
export const dependsOn = (components: Components, name: string): readonly string[] => {
  const met = new Set<string>()
  const found = new Set<string>()
  const visit = (one: string): void => {
    if (met.has(one)) return
    met.add(one)
    for (const path of pathsOf(components[one])) found.add(path)
    for (const other of towards(components, one)) visit(other)
  }
  visit(name)
  const context = contextOf(components[name])
  const outside = [...found].filter((path) => !holds(context, path))
  return outside.filter((path) => !outside.some((other) => other !== path && holds(other, path))).toSorted()
}

const checkOne = (name: string, said: Components[string], tree: Tree): readonly Problem[] => {
  const context = contextOf(said)
  const seen = new Set<string>()
  return (said?.build?.['depends-on'] ?? []).flatMap((words, index): readonly Problem[] => {
    const place = tree.at(['components', name, 'build', 'depends-on', index])
    const path = fromRoot(context, words)
    if (path === null) return [{ ...dependsOutside(words, context), place }]
    if (holds(context, path)) return [{ ...dependsOnOwn(words, context), place }]
    if (seen.has(path)) return [{ ...say.twice(words), place }]
    seen.add(path)
    return []
  })
}

/** Paths that leave the repository or say nothing, and builds that depend on each other. */
export const checkDepends = ({ components }: Written, tree: Tree): readonly Problem[] => {
  const problems = Object.entries(components).flatMap(([name, said]) => checkOne(name, said, tree))
  const { cycle } = inOrder(Object.keys(components), (name) => towards(components, name))
  const [first] = cycle ?? []
  if (cycle === null || first === undefined) return problems
  const place = tree.atKey(['components', first, 'build', 'depends-on'])
  return [...problems, { ...dependsCycle(cycle), place }]
}
