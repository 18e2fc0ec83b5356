import type { Neighbour } from '../ports/builder.ts'
import { inRoot, type Workspace } from './workspace.ts'

type Wanted = {
  readonly context: string
  readonly dependsOn?: readonly string[]
  readonly neighbours?: readonly Neighbour[]
}

const holds = (folder: string, path: string): boolean =>
  folder === '.' || path === folder || path.startsWith(`${folder}/`)

/**
 * A plan with what the components behind its workspaces declare to depend on: whose source a build takes in, it takes
 * in what that source is built with, and is another version when it changes.
 */
export const withNeighbours = <T extends Wanted>(wanted: T, workspace: Workspace | null): T => {
  const { context, dependsOn = [], neighbours = [] } = wanted
  if (workspace === null) return wanted
  const taken = workspace.siblings.map(({ folder }) => inRoot(workspace.root, folder))
  const met = neighbours.filter(
    (one) =>
      one.context !== '.' && taken.some((folder) => holds(folder, one.context) || holds(one.context, folder)),
  )
  const more = met.flatMap((one) => one.dependsOn).filter((path) => !holds(context, path))
  const all = [...new Set([...dependsOn, ...more])]
  const outer = all.filter((path) => !all.some((other) => other !== path && holds(other, path)))
  return outer.length === 0 ? wanted : { ...wanted, dependsOn: outer.toSorted() }
}
