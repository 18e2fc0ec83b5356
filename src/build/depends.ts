import { digestOf, sha256 } from '../kernel/canonical.ts'
import type { Shop } from './builder.ts'
import { dependsMissing } from './lock-messages.ts'

type Wanted = {
  readonly application: string
  readonly component: string
  readonly commit: string
  readonly dependsOn?: readonly string[]
}

/** The git tree of a folder, or what a file holds. Throws `depends-on-missing`. */
const idOf = async ({ source }: Shop, wanted: Wanted, path: string): Promise<string> => {
  const { application, commit, component } = wanted
  const tree = await source.tree(application, commit, path)
  if (tree !== null) return tree
  const bytes = await source.file(application, commit, path)
  if (bytes === null) throw dependsMissing(component, path)
  return sha256(bytes)
}

/** What an image is made of where its build depends on more than its own folder; `source` alone where it does not. */
export const sourceWith = async (shop: Shop, wanted: Wanted, source: string): Promise<string> => {
  const { dependsOn = [] } = wanted
  if (dependsOn.length === 0) return source
  const beside: (readonly [string, string])[] = []
  for (const path of dependsOn) beside.push([path, await idOf(shop, wanted, path)])
  return digestOf({ source, beside })
}
