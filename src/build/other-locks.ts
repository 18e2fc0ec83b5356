import { posix } from 'node:path'
import { otherLock } from './lock-messages.ts'
import { type PackageFile, parseJson, parsePackageFile } from './manifest-file.ts'
import { checkPnpmFolder, checkPnpmSettings } from './pnpm-check.ts'
import { pnpmGraph } from './pnpm-graph.ts'
import { parsePnpmLock } from './pnpm-lock.ts'
import type { LockAt, Locked } from './workspace-lock.ts'
import { checkYarnFolder, type YarnFolders, yarnGraph } from './yarn-graph.ts'
import { parseYarnLock } from './yarn-lock.ts'

/** pnpm's lockfile, which names its workspaces itself. */
export const pnpmAt: LockAt = async (at, root, own) => {
  const file = posix.join(root, 'pnpm-lock.yaml')
  const words = await at.read(file)
  if (words === null) return null
  const lock = parsePnpmLock(words, file)
  if (!lock.importers.has(own)) return null
  const manifest = await at.read(posix.join(root, 'package.json'))
  checkPnpmSettings(lock, {
    folder: root,
    manifest: manifest === null ? {} : parseJson(manifest, posix.join(root, 'package.json')),
    settings: await at.read(posix.join(root, 'pnpm-workspace.yaml')),
  })
  return {
    graph: pnpmGraph(lock),
    check: (folder, { manifest: told, file: named, words: text }) =>
      checkPnpmFolder(lock, folder, told, named, text),
  }
}

/** `workspaces` of a root's package.json: a list, or a map with `packages` (yarn, "Workspaces"). */
export const globsOf = ({ workspaces }: Pick<PackageFile, 'workspaces'>): readonly string[] => {
  const listed =
    typeof workspaces === 'object' && workspaces !== null && 'packages' in workspaces
      ? workspaces.packages
      : workspaces
  return Array.isArray(listed)
    ? listed.flatMap((glob) =>
        typeof glob === 'string' ? [glob.replace(/^\.\//, '').replace(/\/+$/, '')] : [],
      )
    : []
}

const isMember = (globs: readonly string[], folder: string): boolean =>
  !folder.split('/').includes('node_modules') && globs.some((glob) => posix.matchesGlob(folder, glob))

/** The root's package.json and those of its workspaces; null where the component is none of them. */
const foldersAt = async (
  at: Parameters<LockAt>[0],
  root: string,
  own: string,
): Promise<YarnFolders | null> => {
  const file = posix.join(root, 'package.json')
  const words = await at.read(file)
  const manifest = words === null ? null : parsePackageFile(words, file)
  if (manifest === null) return null
  const globs = globsOf(manifest)
  if (own !== '' && !isMember(globs, own)) return null
  const found = new Map([['', manifest]])
  if (globs.length === 0) return found
  const inRoot = (path: string) => posix.relative(root, posix.dirname(path))
  const others = await at.named('package.json', (path) => {
    const folder = inRoot(path)
    return folder !== '' && !folder.startsWith('..') && isMember(globs, folder)
  })
  for (const [path, text] of [...others].sort(([a], [b]) => (a < b ? -1 : 1)))
    found.set(inRoot(path), parsePackageFile(text, path))
  return found
}

/** The lockfile of yarn 1. Throws `yarn-berry-lockfile`. */
export const yarnAt: LockAt = async (at, root, own) => {
  const file = posix.join(root, 'yarn.lock')
  const words = await at.read(file)
  const folders = words === null ? null : await foldersAt(at, root, own)
  if (words === null || folders === null) return null
  const lock = parseYarnLock(words, file)
  const locked: Locked = {
    graph: yarnGraph(lock, folders),
    check: (_, { manifest, file: named, words: text }) =>
      checkYarnFolder(lock, folders, manifest, named, text),
    silentOnPlatforms: true,
  }
  return locked
}

/** Refused by name where the component's dependencies are in it. */
export const bunAt: LockAt = async (at, root, own) => {
  for (const name of ['bun.lock', 'bun.lockb']) {
    const file = posix.join(root, name)
    if ((await at.read(file)) !== null && (await foldersAt(at, root, own)) !== null)
      throw otherLock(file, 'bun')
  }
  return null
}
