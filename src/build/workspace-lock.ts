import { posix } from 'node:path'
import { satisfies, validRange } from 'semver'
import type { Graph } from './graph.ts'
import { notAWorkspace } from './lock-messages.ts'
import { parseLockfile } from './lockfile.ts'
import { type PackageFile, parsePackageFile } from './manifest-file.ts'
import { npmGraph } from './npm-graph.ts'
import { bunAt, pnpmAt, yarnAt } from './other-locks.ts'
import { lockDiffers } from './package-messages.ts'

/** The commit's files, by their path in the repository. */
export type Repository = {
  read(path: string): Promise<string | null>
  /** Names of what stands in a folder. */
  names(folder: string): Promise<readonly string[]>
  /** All files of a name, where their path is wanted. */
  named(name: string, wanted: (path: string) => boolean): Promise<ReadonlyMap<string, string>>
}

/** A package.json as it was committed. */
export type Committed = { readonly manifest: PackageFile; readonly file: string; readonly words: string }

export type Locked = {
  readonly graph: Graph
  /** Whether a folder's package.json is what the lockfile was made for. Throws `lockfile-differs`. */
  check(folder: string, committed: Committed): void
  /** Where packages run stands in their archives alone. */
  readonly silentOnPlatforms?: true
}

/** The lockfile of one package manager in `root`, if the component at `own` is in it. */
export type LockAt = (at: Repository, root: string, own: string) => Promise<Locked | null>

export type Found = {
  /** Folder of the lockfile in the repository, `.` for its root. */
  readonly root: string
  /** The component's folder, from there: `` for the same. */
  readonly own: string
  readonly locked: Locked
}

const npmLocked = (words: string, file: string): Locked => {
  const lock = parseLockfile(words, file)
  const graph = npmGraph(lock)
  return {
    graph,
    check: (folder, { manifest }) => {
      const entry = lock.packages.get(folder)
      const node = graph.nodes.get(folder)
      if (entry === undefined || node === undefined) return
      const asked: Readonly<Record<string, string>> = {
        ...entry.devDependencies,
        ...entry.dependencies,
        ...entry.optionalDependencies,
      }
      const given = new Map([...node.edges, ...node.development].map(({ name, target }) => [name, target]))
      const fits = (name: string, range: string): boolean => {
        const version = graph.nodes.get(given.get(name) ?? '')?.version ?? ''
        return (
          asked[name] !== undefined &&
          validRange(range) !== null &&
          satisfies(version, range, { loose: true })
        )
      }
      for (const names of [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies])
        for (const [name, range] of Object.entries(names))
          if (asked[name] !== range && !fits(name, range))
            throw lockDiffers(file, name, range, asked[name] ?? null)
    },
  }
}

/** npm's own lockfile with the component as one of its folders. */
const npmAt: LockAt = async (at, root, own) => {
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
    return counts ? npmLocked(words, path) : null
  }
  return null
}

const managers = { npm: npmAt, pnpm: pnpmAt, yarn: yarnAt, bun: bunAt } as const
const names = ['npm', 'pnpm', 'yarn', 'bun'] as const
const files: Readonly<Record<(typeof names)[number], readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
  bun: ['bun.lock', 'bun.lockb'],
}

/** Managers whose lockfile stands in a folder: the one that package.json names (`packageManager`) first, npm's before others. */
const managersAt = async (at: Repository, root: string): Promise<readonly (typeof names)[number][]> => {
  const here = new Set(await at.names(root))
  const there = names.filter((manager) => files[manager].some((file) => here.has(file)))
  if (there.length < 2) return there
  const words = await at.read(posix.join(root, 'package.json'))
  const told =
    words === null ? undefined : parsePackageFile(words, posix.join(root, 'package.json')).packageManager
  return there.toSorted((a, b) => Number(told?.startsWith(`${b}@`)) - Number(told?.startsWith(`${a}@`)))
}

const hasDependencies = (manifest: PackageFile): boolean =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].some(
    (asked) => Object.keys(asked).length > 0,
  )

/**
 * Looks for the lockfile in the component's folder, then in each one above. Null where npm's, beside package.json,
 * says the places itself, and where nothing needs one.
 */
export const findLock = async (at: Repository, context: string): Promise<Found | null> => {
  const file = posix.join(context, 'package.json')
  const words = await at.read(file)
  if (words === null) return null
  const manifest = parsePackageFile(words, file)
  const needed = hasDependencies(manifest)
  let without: string | null = null
  for (let root = context; ; root = posix.dirname(root)) {
    const own = root === context ? '' : posix.relative(root, context)
    for (const manager of await managersAt(at, root)) {
      if (manager === 'npm' && own === '' && manifest.workspaces === undefined) return null
      if (manager === 'bun' && !needed) continue
      const locked = await managers[manager](at, root, own)
      if (locked !== null) return { root, own, locked }
      if (manager === 'npm' && own === '') return null
      without ??= posix.join(root, files[manager][0] ?? '')
    }
    if (root !== '.') continue
    if (needed && without !== null) throw notAWorkspace(without, context)
    return null
  }
}
