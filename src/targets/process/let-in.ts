import { chmod, chown, link, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Folder, keepFolder, runFolder } from '../../folder/layout.ts'
import type { ApplicationUser } from '../../ports/supervision.ts'
import type { RevisionSpec } from '../../ports/target.ts'
import type { Unpacked } from './spec.ts'

/** A folder that everybody passes through and nobody looks around in. */
const passage = 0o711
/** The same for one application's user alone, through its group. */
const gate = 0o710

/** The folders from `below` down to `path`, both left out, outermost first. */
const between = (below: string, path: string): readonly string[] => {
  const above = dirname(path)
  return above === below || above.length < below.length ? [] : [...between(below, above), above]
}

/** Opens the way from `above` (`runs`, `keep`) to `path`: for the application's user alone. */
const openWay = async (
  above: string,
  application: string,
  path: string,
  user: ApplicationUser,
): Promise<void> => {
  await chmod(above, passage)
  const own = join(above, path.slice(above.length + 1).split('/')[0] ?? application)
  await chown(own, -1, user.gid)
  await chmod(own, gate)
  for (const step of between(own, path)) await chmod(step, passage)
}

/** The image's node by a name below the application's gate: what is unpacked stays ours. */
const nodeFor = async (root: string, node: string): Promise<string> => {
  const place = join(root, 'bin', 'node')
  await mkdir(dirname(place), { recursive: true, mode: 0o755 })
  const half = `${place}.${process.pid}`
  await rm(half, { force: true })
  await link(node, half)
  await rename(half, place)
  await rm(half, { force: true })
  return place
}

export const keptPaths = (folder: Folder, spec: RevisionSpec): readonly string[] =>
  spec.keep.map(({ path }) => keepFolder(folder, spec.application, spec.environment, spec.component, path))

/**
 * Where applications are separated: lets the application's user in to what it runs, and no other application's. Gives
 * the image with the node that the user reaches.
 */
export const letIn = async (
  folder: Folder,
  spec: RevisionSpec,
  unpacked: Unpacked,
  user: ApplicationUser,
): Promise<Unpacked> => {
  const { root, app, tmp } = runFolder(folder, spec.key)
  await openWay(folder.runs, spec.application, app, user)
  await chmod(tmp, passage)
  for (const path of keptPaths(folder, spec)) await openWay(folder.keep, spec.application, path, user)
  return { ...unpacked, node: await nodeFor(root, unpacked.node) }
}
