import type { Graph, Reached } from './graph.ts'
import { badLockEntry } from './package-messages.ts'
import type { Chosen } from './select.ts'

export type Layout = {
  /** Packages to unpack, by path. */
  readonly packages: readonly Chosen[]
  /** Names that lead to a package which stands elsewhere: both from the layout's root. */
  readonly links: readonly { readonly path: string; readonly target: string }[]
  /** Workspaces that become folders of `node_modules`: `folder` from the lockfile's. */
  readonly folders: readonly { readonly path: string; readonly folder: string }[]
}

/** A workspace that stands somewhere already; the first one is what the others look up to. */
export type Standing = { readonly id: string; readonly at: string }

type Place = {
  readonly at: string
  readonly id: string
  readonly above: Place | null
  readonly below: Map<string, string>
  /** What is found through this place, by name: no other may come to stand in between. */
  readonly seen: Map<string, string>
}

const safeName = (name: string): boolean =>
  /^(@[^/\\\0]+\/)?[^/\\\0@.][^/\\\0]*$/.test(name) && !/\/\.{1,2}$/.test(name)

/** The places from one up to where a name is found, and what is found there. */
const lookUp = (
  from: Place,
  name: string,
): { readonly path: readonly Place[]; readonly found: string | null } => {
  const path: Place[] = []
  for (let at: Place | null = from; at !== null; at = at.above) {
    const found = at.below.get(name)
    if (found !== undefined) return { path, found }
    path.push(at)
  }
  return { path, found: null }
}

/**
 * Gives every package one place, as high as Node's own way of looking allows; wherever that place cannot be found from,
 * a link leads to it, so that nothing is there twice and every package finds exactly what the lockfile gives it.
 */
export const hoist = ({ file, nodes }: Graph, reached: Reached, standing: readonly Standing[]): Layout => {
  const stands = new Map(standing.map(({ id, at }) => [id, at]))
  const queue: Place[] = []
  for (const { id, at } of standing)
    queue.push({ at, id, above: queue[0] ?? null, below: new Map(), seen: new Map() })
  const links: Layout['links'][number][] = []
  const placed: { readonly id: string; readonly name: string; readonly path: string }[] = []
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    for (const [name, id] of reached.get(place.id) ?? []) {
      if (!safeName(name)) throw badLockEntry(file, name, '')
      const { path, found } = lookUp(place, name)
      if (found === id) {
        for (const one of path) one.seen.set(name, id)
        continue
      }
      const barrier = path.findIndex((one) => (one.seen.get(name) ?? id) !== id)
      const open = barrier === -1 ? path : path.slice(0, barrier)
      const best = open.at(-1) ?? place
      for (const one of open) one.seen.set(name, id)
      best.below.set(name, id)
      const at = `${best.at === '' ? '' : `${best.at}/`}node_modules/${name}`
      const there = stands.get(id)
      if (there !== undefined) links.push({ path: at, target: there })
      else {
        stands.set(id, at)
        placed.push({ id, name, path: at })
        queue.push({ at, id, above: best, below: new Map(), seen: new Map() })
      }
    }
  }
  const packages: Chosen[] = []
  const folders: Layout['folders'][number][] = []
  for (const { id, name, path } of placed) {
    const node = nodes.get(id)
    if (node === undefined) continue
    if (node.folder !== null) folders.push({ path, folder: node.folder })
    else if (node.integrity === null) throw badLockEntry(file, name, node.resolved ?? '')
    else {
      const { version, integrity, resolved, hasInstallScript } = node
      packages.push({ path, name: node.name, version, integrity, resolved, hasInstallScript })
    }
  }
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
  return { packages: packages.sort(byPath), links: links.sort(byPath), folders: folders.sort(byPath) }
}
