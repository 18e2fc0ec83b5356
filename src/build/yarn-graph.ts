import { satisfies } from 'semver'
import type { Edge, Graph, PackageNode } from './graph.ts'
import { differs, notAnArchive } from './lock-messages.ts'
import { type PackageFile, placeOfName } from './manifest-file.ts'
import { parseIntegrity } from './sri.ts'
import { hashInAddress, parsePattern, registryName, type YarnEntry, type YarnLock } from './yarn-lock.ts'

/** The repository's workspaces as yarn sees them, by folder from the lockfile's; `` is that folder itself. */
export type YarnFolders = ReadonlyMap<string, PackageFile>

/** What a request is given: an id of the graph, or null. */
type Find = (name: string, range: string) => string | null

const idOf = (entry: YarnEntry): string => `/${entry.patterns[0] ?? ''}`

/** `resolutions` of the root's package.json, by the package that they are about: `**\/a/b` is about b. */
const resolutionsOf = (root: PackageFile | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(root?.resolutions ?? {}).map(([path, range]) => [
      /(?:^|\/)((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? path,
      range,
    ]),
  )

/**
 * yarn writes into its lockfile what each request was given, resolutions followed; one that a resolution took out is
 * given what that one was.
 */
const finder = (lock: YarnLock, folders: YarnFolders): Find => {
  const workspaces = new Map(
    [...folders].flatMap(([folder, { name, version }]) =>
      folder === '' || name === undefined || version === undefined
        ? []
        : [[name, { folder, version }] as const],
    ),
  )
  const resolutions = resolutionsOf(folders.get(''))
  return (name, range) => {
    const own = workspaces.get(name)
    if (own !== undefined && satisfies(own.version, range, { loose: true })) return own.folder
    const entry =
      lock.entries.get(`${name}@${range}`) ?? lock.entries.get(`${name}@${resolutions.get(name) ?? ''}`)
    return entry === undefined ? null : idOf(entry)
  }
}

const edgesOf = (
  of: Pick<YarnEntry, 'dependencies' | 'optionalDependencies'>,
  find: Find,
): readonly Edge[] => {
  const optional = Object.entries(of.optionalDependencies)
  const named = new Set(optional.map(([name]) => name))
  const others = Object.entries(of.dependencies).filter(([name]) => !named.has(name))
  return [
    ...optional.map(([name, range]) => ({ name, target: find(name, range), optional: true })),
    ...others.map(([name, range]) => ({ name, target: find(name, range), optional: false })),
  ]
}

const locked = (lock: YarnLock, entry: YarnEntry, find: Find): PackageNode => {
  const [pattern = ''] = entry.patterns
  const { resolved } = entry
  const name = registryName(pattern)
  const address = resolved?.replace(/#.*$/, '') ?? null
  const fetched = address !== null && /^(https?:\/\/|file:)/.test(address)
  const integrity = fetched ? (parseIntegrity(entry.integrity) ?? hashInAddress(resolved ?? '')) : null
  const origin = resolved ?? parsePattern(pattern).range
  return {
    name,
    version: entry.version,
    integrity,
    resolved: address,
    folder: null,
    hasInstallScript: null,
    edges: edgesOf(entry, find),
    development: [],
    ...(integrity === null ? { refusal: notAnArchive(lock.file, name, origin, 'yarn') } : {}),
  }
}

/** yarn's lockfile with the workspaces' own package.json files as a graph: the lockfile lists none of these. */
export const yarnGraph = (lock: YarnLock, folders: YarnFolders): Graph => {
  const find = finder(lock, folders)
  const nodes = new Map<string, PackageNode>()
  for (const [folder, manifest] of folders)
    nodes.set(folder, {
      name: manifest.name ?? folder,
      version: manifest.version ?? '0.0.0',
      integrity: null,
      resolved: null,
      folder,
      hasInstallScript: false,
      edges: edgesOf(manifest, find),
      development: edgesOf({ dependencies: manifest.devDependencies, optionalDependencies: {} }, find),
    })
  for (const entry of new Set(lock.entries.values())) nodes.set(idOf(entry), locked(lock, entry, find))
  return { file: lock.file, nodes }
}

/** Every request of a workspace's package.json has to be in the lockfile, as `--frozen-lockfile` wants it. */
export const checkYarnFolder = (
  lock: YarnLock,
  folders: YarnFolders,
  manifest: PackageFile,
  file: string,
  words: string,
): void => {
  const find = finder(lock, folders)
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
    for (const [name, range] of Object.entries(manifest[section])) {
      if (find(name, range) !== null) continue
      const held = [...lock.entries.keys()].find((pattern) => parsePattern(pattern).name === name) ?? null
      const place = { file, ...placeOfName(words, name) }
      throw differs({ file: lock.file, manager: 'yarn' }, place, name, range, held)
    }
}
