import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Like } from '../images/like.ts'
import type { Shop } from './builder.ts'
import type { Layout } from './hoist.ts'
import type { PackageFile } from './manifest-file.ts'
import { packagesOf, readManifest, readProject, type Step, scriptSteps } from './recipe.ts'
import { thisPlatform } from './runtime.ts'
import { inRoot, type Workspace } from './workspace.ts'

/** A component checked out, and what its lockfile gives it. Paths are absolute. */
export type Ground = {
  /** The component's own folder. */
  readonly folder: string
  /** Where the lockfile says that `node_modules` stands. */
  readonly root: string
  readonly manifest: PackageFile | null
  /** Whether a lockfile says what belongs into `node_modules`. */
  readonly locked: boolean
  readonly image: Layout
  work(): Layout
  /** Commands of the workspaces that it needs, each in its folder, before its own. */
  readonly before: readonly (Step & { readonly folder: string; readonly manifest: PackageFile })[]
  /** Where commands of packages are found. */
  readonly bins: readonly string[]
}

type Wanted = {
  readonly application: string
  readonly commit: string
  readonly context: string
  readonly dependsOn?: readonly string[]
}

/** Whether everything that its build sees is its own folder. */
const isAlone = ({ dependsOn = [] }: Wanted, workspace: Workspace | null): boolean =>
  workspace === null && dependsOn.length === 0

const plainLayout = (packages: Layout['packages']): Layout => ({ packages, links: [], folders: [] })

/** Folders and files that no other one of them holds. */
const outermost = (folders: readonly string[]): readonly string[] =>
  [...new Set(folders)].filter(
    (one) => !folders.some((other) => other !== one && (other === '.' || one.startsWith(`${other}/`))),
  )

/** Archives that the commit itself holds and the lockfile names, wherever they stand. */
const archivesOf = async (
  source: Shop['source'],
  { application, commit }: Wanted,
  { root, image, work }: Workspace,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const { resolved } of [...image.packages, ...work.packages]) {
    if (resolved?.startsWith('file:') !== true) continue
    const path = inRoot(root, resolved.slice('file:'.length))
    if (path.startsWith('..') || path.startsWith('/')) continue
    if ((await source.file(application, commit, path)) !== null) found.push(path)
  }
  return found
}

/**
 * Writes what a component is built of into a folder. `checkout` does not exist, or is empty. `like`: the component as it
 * was built before, for who only reads what is checked out.
 */
export const checkOut = async (
  { source }: Shop,
  wanted: Wanted,
  workspace: Workspace | null,
  checkout: string,
  like?: Like,
): Promise<void> => {
  const { application, commit, context, dependsOn = [] } = wanted
  if (isAlone(wanted, workspace)) return source.checkout(application, commit, context, checkout, like)
  const siblings = workspace?.siblings.map(({ folder }) => inRoot(workspace.root, folder)) ?? []
  const archives = workspace === null ? [] : await archivesOf(source, wanted, workspace)
  for (const folder of outermost([context, ...siblings, ...dependsOn, ...archives])) {
    const into = join(checkout, folder)
    await mkdir(join(into, '..'), { recursive: true, mode: 0o700 })
    await source.checkout(application, commit, folder, into, folder === context ? like : undefined)
  }
}

/** Reads what was checked out. Throws what `readProject` and `packagesOf` do. */
export const readGround = async (
  wanted: Wanted,
  workspace: Workspace | null,
  checkout: string,
): Promise<Ground> => {
  const { context } = wanted
  if (workspace === null) {
    const own = isAlone(wanted, workspace) ? checkout : join(checkout, context)
    const project = await readProject(own, context)
    const packages = (development: boolean) => plainLayout(packagesOf(project, thisPlatform(), development))
    return {
      folder: own,
      root: own,
      manifest: project.manifest,
      locked: project.lock !== null,
      image: packages(false),
      work: () => packages(true),
      before: [],
      bins: own === checkout ? [] : [join(own, 'node_modules', '.bin')],
    }
  }
  const root = join(checkout, workspace.root)
  const folder = join(checkout, context)
  return {
    folder,
    root,
    manifest: await readManifest(folder, context),
    locked: true,
    image: workspace.image,
    work: () => workspace.work,
    before: workspace.siblings.flatMap(({ folder: at, manifest }) =>
      scriptSteps(manifest.scripts, 'build', true).map((step) => ({
        ...step,
        folder: join(root, at),
        manifest,
      })),
    ),
    bins: [join(folder, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')],
  }
}
