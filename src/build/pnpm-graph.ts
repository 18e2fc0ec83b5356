import { posix } from 'node:path'
import type { Edge, Graph, PackageNode } from './graph.ts'
import { linkOutside, notAnArchive, patched } from './lock-messages.ts'
import type { PnpmEdges, PnpmEntry, PnpmImporter, PnpmLock } from './pnpm-lock.ts'
import { parseIntegrity } from './sri.ts'

/** Locked packages stand beside folders in one graph: no folder's name begins so. */
const idOf = (key: string): string => `/${key}`

/** A key without the peers that it was given: `a@1.0.0(b@2.0.0)` is `a@1.0.0`. */
const withoutPeers = (key: string): string => {
  const at = key.indexOf('(')
  return at === -1 ? key : key.slice(0, at)
}

const nameAndVersion = (key: string): { readonly name: string; readonly version: string } => {
  const plain = withoutPeers(key).replace(/^\//, '')
  const at = plain.indexOf('@', 1)
  return at === -1 ? { name: plain, version: '' } : { name: plain.slice(0, at), version: plain.slice(at + 1) }
}

const edgesOf = (
  { dependencies, optionalDependencies }: PnpmEdges,
  find: (name: string, version: string) => string | null,
): readonly Edge[] => {
  const optional = Object.entries(optionalDependencies)
  const named = new Set(optional.map(([name]) => name))
  const others = Object.entries(dependencies).filter(([name]) => !named.has(name))
  return [
    ...optional.map(([name, version]) => ({ name, target: find(name, version), optional: true })),
    ...others.map(([name, version]) => ({ name, target: find(name, version), optional: false })),
  ]
}

const versions = (asked: PnpmImporter['dependencies']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(asked).map(([name, { version }]) => [name, version]))

/** Where a package that is no archive comes from, for people. */
const origin = ({ type, repo, directory, tarball }: PnpmEntry['resolution']): string =>
  repo ?? directory ?? tarball ?? type ?? ''

const locked = (lock: PnpmLock, key: string, entry: PnpmEntry, edges: readonly Edge[]): PackageNode => {
  const told = nameAndVersion(key)
  const { resolution } = entry
  const name = entry.name ?? told.name
  const integrity = parseIntegrity(resolution.integrity ?? '')
  const refusal = key.includes('(patch_hash=')
    ? patched(lock.file, name)
    : integrity === null
      ? notAnArchive(lock.file, name, origin(resolution), 'pnpm')
      : null
  return {
    name,
    version: entry.version ?? told.version,
    integrity,
    resolved: resolution.tarball ?? null,
    folder: null,
    hasInstallScript: entry.requiresBuild === undefined ? null : entry.requiresBuild === 'true',
    edges,
    development: [],
    os: entry.os,
    cpu: entry.cpu,
    libc: entry.libc,
    ...(refusal === null ? {} : { refusal }),
  }
}

/** A folder that is linked to and is no workspace: known by name, so that it can be refused by it. */
const outside = (lock: PnpmLock, name: string, target: string): PackageNode => ({
  name,
  version: '',
  integrity: null,
  resolved: null,
  folder: null,
  hasInstallScript: false,
  edges: [],
  development: [],
  refusal: linkOutside(lock.file, name, target),
})

/** pnpm's lockfile as a graph: one package for every set of peers that it was given. */
export const pnpmGraph = (lock: PnpmLock): Graph => {
  const nodes = new Map<string, PackageNode>()
  const find = (name: string, version: string): string | null => {
    const keys = [`${name}@${version}`, `/${name}@${version}`, version]
    const key = keys.find((one) => lock.snapshots.has(one))
    return key === undefined ? null : idOf(key)
  }
  const findFrom =
    (folder: string) =>
    (name: string, version: string): string | null => {
      if (!version.startsWith('link:')) return find(name, version)
      const target = version.slice('link:'.length)
      const path = posix.join(folder === '' ? '.' : folder, target)
      const id = path === '.' ? '' : path
      if (lock.importers.has(id)) return id
      const link = `link:${folder}:${target}`
      nodes.set(link, outside(lock, name, target))
      return link
    }
  for (const [folder, importer] of lock.importers) {
    const { dependencies, optionalDependencies, devDependencies } = importer
    const given = {
      dependencies: versions(dependencies),
      optionalDependencies: versions(optionalDependencies),
    }
    const development = { dependencies: versions(devDependencies), optionalDependencies: {} }
    nodes.set(folder, {
      name: folder,
      version: '0.0.0',
      integrity: null,
      resolved: null,
      folder,
      hasInstallScript: false,
      edges: edgesOf(given, findFrom(folder)),
      development: edgesOf(development, findFrom(folder)),
    })
  }
  for (const [key, edges] of lock.snapshots) {
    const entry = lock.packages.get(key) ?? lock.packages.get(withoutPeers(key))
    if (entry !== undefined) nodes.set(idOf(key), locked(lock, key, entry, edgesOf(edges, find)))
  }
  return { file: lock.file, nodes }
}
