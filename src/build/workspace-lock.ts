import { posix } from 'node:path'
import type { Graph } from './graph.ts'
import { parseLockfile } from './lockfile.ts'
import { parsePackageFile } from './manifest-file.ts'
import { npmGraph } from './npm-graph.ts'

/** The commit's files, by their path in the repository. */
export type Repository = {
  read(path: string): Promise<string | null>
}

export type Locked = {
  readonly graph: Graph
  /** What the lockfile was made for, by folder: names and ranges. */
  readonly asked: ReadonlyMap<string, Readonly<Record<string, string>>>
}

export type Found = {
  /** Folder of the lockfile in the repository, `.` for its root. */
  readonly root: string
  /** The component's folder, from there: `` for the same. */
  readonly own: string
  readonly locked: Locked
}

const npmLocked = (words: string, file: string): Locked => {
  const lock = parseLockfile(words, file)
  const asked = [...lock.packages]
    .filter(([path]) => !path.includes('node_modules/'))
    .map(([path, entry]) => {
      const { dependencies, devDependencies, optionalDependencies } = entry
      return [path, { ...devDependencies, ...dependencies, ...optionalDependencies }] as const
    })
  return { graph: npmGraph(lock), asked: new Map(asked) }
}

/** npm's own lockfile with the component as one of its folders. */
const npmAt = async (at: Repository, root: string, own: string): Promise<Found | null> => {
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const path = posix.join(root, name)
    const words = await at.read(path)
    if (words === null) continue
    // Above a component, one that holds no folders (npm 6 knew none) is another project's.
    if (own !== '' && !/"packages"\s*:/.test(words)) continue
    const { packages } = parseLockfile(words, path)
    const links = [...packages.values()].some(({ link }) => link)
    // Without any link, npm's own places are the component's.
    const counts = own === '' ? links : packages.has(own)
    return counts ? { root, own, locked: npmLocked(words, path) } : null
  }
  return null
}

/** Looks for the lockfile in the component's folder, then in each one above. */
export const findLock = async (at: Repository, context: string): Promise<Found | null> => {
  const words = await at.read(posix.join(context, 'package.json'))
  if (words === null) return null
  const manifest = parsePackageFile(words, posix.join(context, 'package.json'))
  for (let root = context; ; root = posix.dirname(root)) {
    const own = root === context ? '' : posix.relative(root, context)
    if (own === '' && (await hasNpmLock(at, root)))
      return manifest.workspaces === undefined ? null : npmAt(at, root, own)
    const found = await npmAt(at, root, own)
    if (found !== null) return found
    if (root === '.') return null
  }
}

const hasNpmLock = async (at: Repository, root: string): Promise<boolean> => {
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json'])
    if ((await at.read(posix.join(root, name))) !== null) return true
  return false
}
