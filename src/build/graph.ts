import type { ProblemError } from '../kernel/problem.ts'
import { lockIncomplete, wrongPlatform } from './package-messages.ts'
import { type Platform, runsOn } from './select.ts'
import type { Integrity } from './sri.ts'

/** What a package asks for, and the one that the lockfile gives it; null where the lockfile holds none. */
export type Edge = { readonly name: string; readonly target: string | null; readonly optional: boolean }

/** A locked package, or a folder of the repository that is a workspace. */
export type PackageNode = {
  readonly name: string
  readonly version: string
  readonly integrity: Integrity | null
  readonly resolved: string | null
  /** Of a workspace, from the lockfile's folder; `` is that folder itself. */
  readonly folder: string | null
  /** Null where the lockfile does not say. */
  readonly hasInstallScript: boolean | null
  readonly edges: readonly Edge[]
  /** What only its own build and tests need; of workspaces alone. */
  readonly development: readonly Edge[]
  readonly os?: readonly string[] | undefined
  readonly cpu?: readonly string[] | undefined
  readonly libc?: readonly string[] | undefined
  /** Why nothing is built with it. */
  readonly refusal?: ProblemError
}

/** All that a lockfile holds, by ids of its own. */
export type Graph = { readonly file: string; readonly nodes: ReadonlyMap<string, PackageNode> }

/** What each reached package finds, by name: ids. In the order in which they were reached. */
export type Reached = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Where reaching starts: a workspace, and whether with its development dependencies. */
export type Start = { readonly id: string; readonly development: boolean }

/**
 * All that some workspaces reach on a platform. An optional package that does not run there is left out with whatever
 * only it needs. `also`: workspaces whose development dependencies count when they are reached.
 * Throws `lockfile-incomplete`, `wrong-platform`, and why a package that is reached is refused.
 */
export const reach = (
  { file, nodes }: Graph,
  starts: readonly Start[],
  platform: Platform,
  also: ReadonlySet<string> = new Set(),
): Reached => {
  const usable = new Map<string, boolean>()
  /** Whether a package and all that it must have run here; a circle is judged by its other members. */
  const runs = (id: string): boolean => {
    const known = usable.get(id)
    const node = nodes.get(id)
    if (known !== undefined || node === undefined) return known ?? false
    usable.set(id, true)
    const answer =
      runsOn(node, platform) &&
      node.edges.every((edge) => edge.optional || edge.target === null || runs(edge.target))
    usable.set(id, answer)
    return answer
  }
  const reached = new Map<string, Map<string, string>>()
  const queue = [...starts]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const node = nodes.get(next.id)
    if (node === undefined || reached.has(next.id)) continue
    const found = new Map<string, string>()
    reached.set(next.id, found)
    const development = next.development || also.has(next.id) ? node.development : []
    for (const { name, target, optional } of [...node.edges, ...development]) {
      if (target === null || !nodes.has(target)) {
        if (optional) continue
        throw lockIncomplete(file, node.name || 'package.json', name)
      }
      if (!runs(target)) {
        if (optional) continue
        throw wrongPlatform(file, name, `${platform.os}-${platform.cpu}-${platform.libc}`)
      }
      if (found.has(name)) continue
      const { refusal } = nodes.get(target) ?? {}
      if (refusal !== undefined) throw refusal
      found.set(name, target)
      queue.push({ id: target, development: false })
    }
  }
  return reached
}
