import { join } from 'node:path'
import { socketPaths } from './sockets.ts'

/** Where everything of a data folder stands; all paths are absolute. Folders have mode 0700, files 0600. */
export type Folder = {
  readonly root: string
  /** `members`: the API for bridges, which say in their first line whose key opened them. */
  readonly sockets: {
    readonly supervisor: string
    readonly proxy: string
    readonly control: string
    readonly members: string
  }
  readonly supervisor: string
  readonly proxy: string
  readonly controlDatabase: string
  /** Archives of evidence of applications whose data was removed; nothing of ours takes them away. */
  readonly archives: string
  readonly repositories: string
  /** An OCI image layout: `oci-layout`, `index.json`, `blobs/sha256/HEX`. */
  readonly images: string
  readonly unpacked: string
  readonly cache: string
  readonly runs: string
  readonly keep: string
  /** Output of our own processes. */
  readonly logs: string
  readonly jobs: string
  /** The key that opens sealed secrets; the sealed ones stand with what needs them. */
  readonly secrets: string
}

/** The layout below an absolute root; makes nothing. */
export const layout = (root: string): Folder => ({
  root,
  sockets: socketPaths(root),
  supervisor: join(root, 'supervisor'),
  proxy: join(root, 'proxy'),
  controlDatabase: join(root, 'control.db'),
  archives: join(root, 'archives'),
  repositories: join(root, 'repositories'),
  images: join(root, 'images'),
  unpacked: join(root, 'unpacked'),
  cache: join(root, 'cache'),
  runs: join(root, 'runs'),
  keep: join(root, 'keep'),
  logs: join(root, 'logs'),
  jobs: join(root, 'jobs'),
  secrets: join(root, 'secrets'),
})

/** The folders that `openFolder` makes. */
export const folders = (folder: Folder): readonly string[] => [
  folder.supervisor,
  folder.proxy,
  folder.archives,
  folder.repositories,
  folder.images,
  folder.unpacked,
  folder.cache,
  folder.runs,
  folder.keep,
  folder.logs,
  folder.jobs,
  folder.secrets,
]

/** `runs/APPLICATION/ENVIRONMENT/COMPONENT/REVISION` of a run key of the same shape. */
export const runFolder = (
  folder: Folder,
  key: string,
): {
  readonly root: string
  readonly app: string
  readonly tmp: string
  readonly logs: string
  /** Output of commands: one-off ones, runs of a timetable, release tasks. */
  readonly tasks: string
} => {
  const root = join(folder.runs, ...key.split('/').map(pathPart))
  const below = (name: string): string => join(root, name)
  return { root, app: below('app'), tmp: below('tmp'), logs: below('logs'), tasks: below('tasks') }
}

/** `keep/APPLICATION/ENVIRONMENT/COMPONENT/NAME`: outlives every revision. */
export const keepFolder = (
  folder: Folder,
  application: string,
  environment: string,
  component: string,
  name: string,
): string =>
  join(folder.keep, ...[application, environment, component].map(pathPart), ...name.split('/').map(pathPart))

/** One part of a path: no separator, never `.` or `..`. Names are checked at the edge; this holds also without. */
const pathPart = (name: string): string => {
  const safe = name.replaceAll(/[^A-Za-z0-9._+@=-]/g, (c) => `%${(c.codePointAt(0) ?? 0).toString(16)}`)
  return safe === '' || /^\.+$/.test(safe) ? `%${safe}` : safe
}
