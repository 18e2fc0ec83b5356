import type { Edge, Graph, PackageNode } from './graph.ts'
import { findFrom, type LockEntry, type Lockfile, nameAt } from './lockfile.ts'
import { badLockEntry } from './package-messages.ts'
import { edgesOf } from './select.ts'
import { parseIntegrity } from './sri.ts'

/** npm's lockfile as a graph: every place of a package is one of its own, links are the folders that they lead to. */
export const npmGraph = (lock: Lockfile): Graph => {
  const targetOf = (from: string, name: string): string | null => {
    const path = findFrom(lock, from, name)
    const entry = path === null ? undefined : lock.packages.get(path)
    return entry?.link === true && typeof entry.resolved === 'string' ? entry.resolved : path
  }
  /** A bundled package comes with its parent's archive; what it needs from outside is its parent's to find. */
  const edges = (from: string, entry: LockEntry, met: Set<string>): readonly Edge[] =>
    edgesOf(entry).flatMap(({ name, optional }) => {
      const target = targetOf(from, name)
      const inner = target === null ? undefined : lock.packages.get(target)
      if (target === null || inner?.inBundle !== true) return [{ name, target, optional }]
      if (met.has(target)) return []
      met.add(target)
      return edges(target, inner, met)
    })
  const node = (path: string, entry: LockEntry): PackageNode => {
    const isFolder = !path.includes('node_modules/')
    const resolved = typeof entry.resolved === 'string' ? entry.resolved : null
    const fetched = resolved === null || /^https?:\/\//.test(resolved) || resolved.startsWith('file:')
    const integrity = parseIntegrity(entry.integrity ?? '')
    return {
      name: entry.name ?? nameAt(path),
      version: entry.version ?? '0.0.0',
      integrity: fetched && entry.version !== undefined ? integrity : null,
      resolved,
      folder: isFolder ? path : null,
      hasInstallScript: entry.hasInstallScript,
      edges: edges(path, entry, new Set()),
      development: Object.keys(entry.devDependencies).map((name) => ({
        name,
        target: targetOf(path, name),
        optional: false,
      })),
      os: entry.os,
      cpu: entry.cpu,
      libc: entry.libc,
    }
  }
  const nodes = new Map<string, PackageNode>()
  for (const [path, entry] of lock.packages) {
    if (entry.link || entry.inBundle) continue
    if (path.split('/').includes('..') || path.startsWith('/')) throw badLockEntry(lock.file, path, '')
    nodes.set(path, node(path, entry))
  }
  return { file: lock.file, nodes }
}
