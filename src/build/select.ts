import { satisfies, validRange } from 'semver'
import { findFrom, type LockEntry, type Lockfile, nameAt } from './lockfile.ts'
import type { PackageFile } from './manifest-file.ts'
import { badLockEntry, lockDiffers, lockIncomplete, lockLink, wrongPlatform } from './package-messages.ts'
import { parseIntegrity } from './sri.ts'
import type { Wanted } from './tarballs.ts'

export type Platform = { readonly os: string; readonly cpu: string; readonly libc: 'glibc' | 'musl' }

/** One package and where it goes, relative to the application's folder. */
export type Chosen = Wanted & { readonly path: string; readonly hasInstallScript: boolean | null }

/** What names a package at `dependencies`: a name, what is asked of it, and whether it may be missing. */
type Edge = { readonly name: string; readonly range: string; readonly optional: boolean }

const edges = (names: Readonly<Record<string, string>>, optional: boolean): readonly Edge[] =>
  Object.entries(names).map(([name, range]) => ({ name, range, optional }))

/** npm lets `optionalDependencies` win over `dependencies` of the same name. */
const rootEdges = (root: PackageFile, development: boolean): readonly Edge[] => {
  const optional = edges(root.optionalDependencies, true)
  const named = new Set(optional.map((edge) => edge.name))
  const others = [
    ...edges(root.dependencies, false),
    ...(development ? edges(root.devDependencies, false) : []),
  ]
  return [...optional, ...others.filter((edge) => !named.has(edge.name))]
}

export const edgesOf = (entry: LockEntry): readonly Edge[] => {
  const optional = edges(entry.optionalDependencies, true)
  const named = new Set(optional.map((edge) => edge.name))
  const peers = edges(entry.peerDependencies, false).map((edge) => ({
    ...edge,
    // What npm could not or was told not to install is the application's to know.
    optional: true,
  }))
  return [...optional, ...edges(entry.dependencies, false).filter((edge) => !named.has(edge.name)), ...peers]
}

const allows = (list: readonly string[] | undefined, value: string): boolean => {
  if (list === undefined || list.length === 0) return true
  if (list.includes(`!${value}`)) return false
  const wanted = list.filter((one) => !one.startsWith('!'))
  return wanted.length === 0 || wanted.includes(value) || wanted.includes('any')
}

type Limited = {
  readonly os?: readonly string[] | undefined
  readonly cpu?: readonly string[] | undefined
  readonly libc?: readonly string[] | undefined
}

export const runsOn = (entry: Limited, platform: Platform): boolean =>
  allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu) && allows(entry.libc, platform.libc)

/**
 * The first difference between package.json and its lockfile, found as `npm ci` finds it: every dependency is locked,
 * in a version that the range allows. `overrides` may lock another one on purpose.
 */
const checkRoot = (root: PackageFile, lock: Lockfile): void => {
  const locked = lock.packages.get('')
  const told = { ...locked?.dependencies, ...locked?.devDependencies, ...locked?.optionalDependencies }
  for (const { name, range, optional } of rootEdges(root, true)) {
    const entry = lock.packages.get(`node_modules/${name}`)
    if (entry === undefined) {
      if (optional) continue
      throw lockDiffers(lock.file, name, range, null)
    }
    if (told[name] === range || root.overrides !== undefined) continue
    const asked = /^npm:(?:@[^/]+\/)?[^@]+@(.*)$/.exec(range)?.[1] ?? range
    const version = entry.version ?? ''
    if (validRange(asked) === null || !satisfies(version, asked, { loose: true }))
      throw lockDiffers(lock.file, name, range, version)
  }
}

const chosen = (lock: Lockfile, path: string, entry: LockEntry): Chosen => {
  const name = entry.name ?? nameAt(path)
  const resolved = typeof entry.resolved === 'string' ? entry.resolved : null
  if (entry.link) throw lockLink(lock.file, nameAt(path), resolved ?? '')
  const integrity = parseIntegrity(entry.integrity ?? '')
  const fetched = resolved === null || /^https?:\/\//.test(resolved) || resolved.startsWith('file:')
  if (integrity === null || !fetched || entry.version === undefined)
    throw badLockEntry(lock.file, nameAt(path), resolved ?? '')
  return { path, name, version: entry.version, integrity, resolved, hasInstallScript: entry.hasInstallScript }
}

const safePath = (path: string): boolean =>
  /^node_modules\//.test(path) &&
  !path.split('/').some((part) => part === '' || part === '.' || part === '..') &&
  !path.includes('\0')

/**
 * Which packages of the lockfile an application gets on a platform: all that its dependencies reach, the way Node
 * looks them up, in the order of their paths. An optional one that does not run there is left out, with whatever only
 * it needs. Throws `lockfile-differs`, `lockfile-incomplete`, `lockfile-link`, `lockfile-entry`, `wrong-platform`.
 */
export const choose = (
  root: PackageFile,
  lock: Lockfile,
  platform: Platform,
  development: boolean,
): readonly Chosen[] => {
  checkRoot(root, lock)
  const usable = new Map<string, boolean>()
  /** Whether a package and all that it must have run here; a circle is judged by its other members. */
  const runs = (path: string): boolean => {
    const known = usable.get(path)
    if (known !== undefined) return known
    const entry = lock.packages.get(path)
    if (entry === undefined) return false
    usable.set(path, true)
    const answer =
      runsOn(entry, platform) &&
      edgesOf(entry).every((edge) => {
        const target = findFrom(lock, path, edge.name)
        return edge.optional || target === null || runs(target)
      })
    usable.set(path, answer)
    return answer
  }
  const reached = new Map<string, LockEntry>()
  const queue: { from: string; edge: Edge }[] = rootEdges(root, development).map((edge) => ({
    from: '',
    edge,
  }))
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { from, edge } = next
    const path = findFrom(lock, from, edge.name)
    const entry = path === null ? undefined : lock.packages.get(path)
    if (path === null || entry === undefined) {
      if (edge.optional) continue
      throw lockIncomplete(lock.file, from === '' ? 'package.json' : nameAt(from), edge.name)
    }
    if (reached.has(path)) continue
    if (!runs(path)) {
      if (edge.optional) continue
      throw wrongPlatform(lock.file, nameAt(path), `${platform.os}-${platform.cpu}-${platform.libc}`)
    }
    if (!safePath(path)) throw badLockEntry(lock.file, path, '')
    reached.set(path, entry)
    queue.push(...edgesOf(entry).map((one) => ({ from: path, edge: one })))
  }
  return [...reached]
    .filter(([, entry]) => !entry.inBundle)
    .map(([path, entry]) => chosen(lock, path, entry))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}
