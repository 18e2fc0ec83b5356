import { posix } from 'node:path'
import { digestOf } from '../kernel/canonical.ts'
import type { Shop } from './builder.ts'
import { type Graph, type Reached, reach, type Start } from './graph.ts'
import { hoist, type Layout } from './hoist.ts'
import { learn, perhaps } from './limits.ts'
import { type PackageFile, parsePackageFile } from './manifest-file.ts'
import { thisPlatform } from './runtime.ts'
import { withTarballs } from './supplies.ts'
import { type Committed, findLock, type Repository } from './workspace-lock.ts'

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

const manifestAt = async (at: Repository, root: string, folder: string): Promise<Committed | null> => {
  const file = posix.join(inRoot(root, folder), 'package.json')
  const words = await at.read(file)
  return words === null ? null : { manifest: parsePackageFile(words, file), file, words }
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

const nothing: Layout = { packages: [], links: [], folders: [] }

type Wanted = { readonly application: string; readonly commit: string; readonly context: string }

const repositoryOf = ({ source }: Shop, { application, commit }: Wanted): Repository => ({
  read: async (path) => {
    const bytes = await source.file(application, commit, path)
    return bytes === null ? null : Buffer.from(bytes).toString('utf8')
  },
  names: (folder) => source.names(application, commit, folder),
  named: async (name, wanted) => {
    const found = await source.named(application, commit, name, wanted)
    return new Map([...found].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]))
  },
})

/** What a component needs, as far as the graph is known. */
type Reach = {
  readonly graph: Graph
  readonly siblings: readonly string[]
  /** Those that it needs in production alone. */
  readonly serving: readonly string[]
  readonly production: Reached
  /** What its commands find; null where none runs. */
  readonly work: Reached | null
}

/** The package.json files of the folders that a build needs, read and checked as they come up. */
class Manifests {
  readonly #read: (folder: string) => Promise<PackageFile | null>
  readonly #found = new Map<string, PackageFile>()

  constructor(read: (folder: string) => Promise<PackageFile | null>) {
    this.#read = read
  }

  async know(folder: string): Promise<void> {
    const manifest = this.#found.has(folder) ? null : await this.#read(folder)
    if (manifest !== null) this.#found.set(folder, manifest)
  }

  get(folder: string): PackageFile | undefined {
    return this.#found.get(folder)
  }

  builds(folder: string): boolean {
    return this.get(folder)?.scripts['build'] !== undefined
  }
}

const survey = async (graph: Graph, own: string, manifests: Manifests, commands: boolean): Promise<Reach> => {
  const platform = thisPlatform()
  // A workspace that has to be built needs what its build needs, which may be further workspaces.
  const also = new Set<string>()
  const start: Start = { id: own, development: true }
  let all = reach(graph, [start], platform)
  for (let known = -1; known !== also.size; ) {
    known = also.size
    for (const id of inOrder(graph, all, own)) {
      await manifests.know(id)
      if (manifests.builds(id)) also.add(id)
    }
    all = reach(graph, [start], platform, also)
  }
  const siblings = inOrder(graph, all, own)
  const production = reach(graph, [{ id: own, development: false }], platform)
  const runs = commands || manifests.builds(own) || siblings.some((id) => manifests.builds(id))
  // What only a build would see can stop nothing where no command runs.
  const work = runs ? reach(graph, [start, { id: '', development: true }], platform, also) : null
  return { graph, siblings, serving: inOrder(graph, production, own), production, work }
}

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
  const at = repositoryOf(shop, wanted)
  const found = await findLock(at, posix.normalize(context))
  if (found === null) return null
  const { root, own, locked } = found
  const manifests = new Manifests(async (folder) => {
    const committed = await manifestAt(at, root, folder)
    if (committed !== null) locked.check(folder, committed)
    return committed?.manifest ?? null
  })
  await manifests.know(own)
  let known = await survey(locked.graph, own, manifests, commands)
  if (locked.silentOnPlatforms === true) {
    const open = new Set([
      ...perhaps(known.graph, known.production),
      ...(known.work === null ? [] : perhaps(known.graph, known.work)),
    ])
    const graph = await learn(known.graph, open, shop.folder.cache, (work) =>
      withTarballs(shop, { application, commit, root }, work),
    )
    known = await survey(graph, own, manifests, commands)
  }
  const { graph, siblings, serving, production, work: working } = known
  const image = hoist(graph, production, [{ id: own, at: '' }])
  const standing = [...new Set(['', own, ...siblings])].map((id) => ({ id, at: id }))
  const work = working === null ? nothing : hoist(graph, working, standing)
  const tree = (folder: string) => shop.source.tree(application, commit, inRoot(root, folder))
  const parts = await Promise.all(
    (working === null ? serving : siblings).map(async (folder) => [folder, await tree(folder)]),
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
      ...(working === null ? {} : { work: namesOf(work) }),
    }),
  }
}
