import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../folder/layout.ts'
import type { ApplicationUser } from '../ports/supervision.ts'

/**
 * What every process of a data folder carries in its environment, so that it is found again in /proc whatever
 * happened between its spawn and its record. Declared variables cannot override them.
 */
export const instanceMark = 'ECLUSE_INSTANCE'
export const folderMark = 'ECLUSE_FOLDER'
/** Says to a supervisor that its IPC parent is the data plane, which hands its sockets back. */
export const lifelineMark = 'ECLUSE_LIFELINE'

export const dataPlaneId = 'data-plane'
export const controlPlaneId = 'control-plane'
export const jobMark = (id: string): string => `job:${id}`

export const marks = (root: string, id: string): Readonly<Record<string, string>> => ({
  [instanceMark]: id,
  [folderMark]: root,
})

/** The marks of this very process, for what it starts. */
export const ownMarks = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [instanceMark, folderMark].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** Where Node keeps what it compiled: in a clone beside the packages, for every data folder; else in this one. */
export const codeCache = (folder: Folder): string =>
  import.meta.url.endsWith('.ts')
    ? fileURLToPath(new URL('../../node_modules/.cache/ecluse', import.meta.url))
    : join(folder.cache, 'node')

/**
 * The environment of a process of our own: this one's without the marks (a supervisor started from a marked process
 * is not that process), and with a cache of compiled code, which halves the memory and the start of each. `account`:
 * the one that it runs as, where that is not ours.
 */
export const ownEnvironment = (
  folder: Folder,
  account: ApplicationUser | null = null,
): Record<string, string> => {
  const not = new Set([
    instanceMark,
    folderMark,
    lifelineMark,
    'NODE_CHANNEL_FD',
    'NODE_CHANNEL_SERIALIZATION_MODE',
  ])
  const rest = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || not.has(name) ? [] : [[name, value] as const],
  )
  const own = { NODE_COMPILE_CACHE: codeCache(folder), ...Object.fromEntries(rest) }
  if (account === null) return own
  // Root's own code is never taken from what another account can write.
  const home = { HOME: folder.root, USER: account.name, LOGNAME: account.name }
  return { ...own, ...home, NODE_COMPILE_CACHE: join(folder.cache, 'node') }
}

/** `KEY#INDEX.START` */
export const instanceId = (key: string, index: number, start: number): string => `${key}#${index}.${start}`

/** `INDEX.START` of an instance: the name of its log and of its temporary folder. */
export const instanceName = (id: string): string => id.slice(id.lastIndexOf('#') + 1)

/** The run key of an instance's id; undefined for what is no instance. */
export const keyOfInstance = (id: string): string | undefined => {
  const at = id.lastIndexOf('#')
  return at < 0 ? undefined : id.slice(0, at)
}

/** The application of a run key, or of an instance's id. */
export const applicationOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('/')))

/** What programs find when a run declares no PATH of its own. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
