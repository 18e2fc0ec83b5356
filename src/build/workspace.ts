import { posix } from 'node:path'
import { satisfies, validRange } from 'semver'
import { digestOf } from '../kernel/canonical.ts'
import type { Shop } from './builder.ts'
import { type Graph, type Reached, reach, type Start } from './graph.ts'
import { hoist, type Layout } from './hoist.ts'
import { type PackageFile, parsePackageFile } from './manifest-file.ts'
import { lockDiffers } from './package-messages.ts'
import { thisPlatform } from './runtime.ts'
import { findLock, type Locked, type Repository } from './workspace-lock.ts'

/** A component whose dependencies a lockfile of workspaces holds, or one that says no places of its own. */
export type Workspace = {
  /** Folder of the lockfile in the repository, `.` for its root. */
  readonly root: string
  /** What the image's `node_modules` holds, from the component's folder. */
  readonly image: Layout
  /** What its build and tests find, from the lockfile's folder. */
  readonly work: Layout
  /** The other workspaces that it needs, from the lockfile's folder; those that others need come first. */
  readonly siblings: readonly { readonly folder: string; readonly manifest: PackageFile }[]
  /** The folders and the part of the lockfile that an image of it is made of. */
  readonly source: string
}

/** From the lockfile's folder to one in the repository. */
export const inRoot = (root: string, folder: string): string => posix.join(root, folder === '' ? '.' : folder)

const manifestAt = async (at: Repository, root: string, folder: string): Promise<PackageFile | null> => {
  const path = posix.join(inRoot(root, folder), 'package.json')
  const words = await at.read(path)
  return words === null ? null : parsePackageFile(words, path)
}

/** What package.json asks for must be what the lockfile was made for. */
const checkAsked = (locked: Locked, folder: string, manifest: PackageFile): void => {
  const asked = locked.asked.get(folder)
  const node = locked.graph.nodes.get(folder)
  if (asked === undefined || node === undefined) return
  const given = new Map([...node.edges, ...node.development].map(({ name, target }) => [name, target]))
  const fits = (name: string, range: string): boolean => {
    const version = locked.graph.nodes.get(given.get(name) ?? '')?.version ?? ''
    return (
      asked[name] !== undefined && validRange(range) !== null && satisfies(version, range, { loose: true })
    )
  }
  for (const names of [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies])
    for (const [name, range] of Object.entries(names))
      if (asked[name] !== range && !fits(name, range))
        throw lockDiffers(locked.graph.file, name, range, asked[name] ?? null)
}

/** Workspaces among what is reached, those that others need first. */
const inOrder = ({ nodes }: Graph, reached: Reached, own: string): readonly string[] => {
  const order: string[] = []
  const met = new Set<string>([own])
  const visit = (id: string): void => {
    for (const target of reached.get(id)?.values() ?? []) {
      if (met.has(target) || typeof nodes.get(target)?.folder !== 'string') continue
      met.add(target)
      visit(target)
      order.push(target)
    }
  }
  visit(own)
  return order
}

/** Everything a build would see, as the lockfile names it. */
const namesOf = ({ packages, links, folders }: Layout) => ({
  packages: packages.map(({ path, version, integrity }) => [
    path,
    version,
    integrity.algorithm,
    integrity.hex,
  ]),
  links: links.map(({ path, target }) => [path, target]),
  folders: folders.map(({ path, folder }) => [path, folder]),
})

type Wanted = { readonly application: string; readonly commit: string; readonly context: string }

/**
 * Finds the lockfile that a component's dependencies stand in where npm's own, beside its package.json, does not say it
 * all; null otherwise. `commands`: whether the build runs a command of its own.
 */
export const findWorkspace = async (
  shop: Shop,
  wanted: Wanted,
  commands: boolean,
): Promise<Workspace | null> => {
  const { application, commit, context } = wanted
  const at: Repository = {
    read: async (path) => {
      const bytes = await shop.source.file(application, commit, path)
      return bytes === null ? null : Buffer.from(bytes).toString('utf8')
    },
  }
  const found = await findLock(at, posix.normalize(context))
  if (found === null) return null
  const { root, own, locked } = found
  const manifests = new Map<string, PackageFile>()
  const know = async (folder: string): Promise<void> => {
    const manifest = manifests.has(folder) ? null : await manifestAt(at, root, folder)
    if (manifest === null) return
    checkAsked(locked, folder, manifest)
    manifests.set(folder, manifest)
  }
  const builds = (folder: string): boolean => manifests.get(folder)?.scripts['build'] !== undefined
  const platform = thisPlatform()
  const { graph } = locked
  await know(own)
  // A workspace that has to be built needs what its build needs, which may be further workspaces.
  const also = new Set<string>()
  const starts: readonly Start[] = [
    { id: own, development: true },
    { id: '', development: true },
  ]
  let all = reach(graph, [{ id: own, development: true }], platform)
  for (let known = -1; known !== also.size; ) {
    known = also.size
    for (const id of inOrder(graph, all, own)) {
      await know(id)
      if (builds(id)) also.add(id)
    }
    all = reach(graph, [{ id: own, development: true }], platform, also)
  }
  const siblings = inOrder(graph, all, own)
  const production = reach(graph, [{ id: own, development: false }], platform)
  const image = hoist(graph, production, [{ id: own, at: '' }])
  const standing = [...new Set(['', own, ...siblings])].map((id) => ({ id, at: id }))
  const runs = commands || builds(own) || siblings.some(builds)
  // What only a build would see can stop nothing where no command runs.
  const work = runs
    ? hoist(graph, reach(graph, starts, platform, also), standing)
    : { packages: [], links: [], folders: [] }
  const tree = (folder: string) => shop.source.tree(application, commit, inRoot(root, folder))
  const parts = await Promise.all(
    (runs ? siblings : inOrder(graph, production, own)).map(async (folder) => [folder, await tree(folder)]),
  )
  return {
    root,
    image,
    work,
    siblings: siblings.flatMap((folder) => {
      const manifest = manifests.get(folder)
      return manifest === undefined ? [] : [{ folder, manifest }]
    }),
    source: digestOf({
      own: [own, await tree(own)],
      parts,
      image: namesOf(image),
      ...(runs ? { work: namesOf(work) } : {}),
    }),
  }
}
