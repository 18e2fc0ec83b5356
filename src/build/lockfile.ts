import { z } from 'zod'
import { parseJson } from './manifest-file.ts'
import { badPackageFile, oldLockfile } from './package-messages.ts'

const strings = z.record(z.string(), z.string()).catch({}).default({})
const list = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .optional()
  .catch(undefined)
const flag = z.boolean().catch(false).default(false)

const entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.union([z.string(), z.boolean()]).optional(),
  integrity: z.string().optional(),
  link: flag,
  inBundle: flag,
  optional: flag,
  hasInstallScript: flag,
  os: list,
  cpu: list,
  libc: list,
  dependencies: strings,
  devDependencies: strings,
  optionalDependencies: strings,
  peerDependencies: strings,
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: flag }))
    .catch({})
    .default({}),
})

const shape = z.object({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), entry).optional(),
})

export type LockEntry = z.output<typeof entry>

/** npm's lockfile of version 2 or 3: every package by the path where it stands (`node_modules/a/node_modules/b`). */
export type Lockfile = { readonly file: string; readonly packages: ReadonlyMap<string, LockEntry> }

/** Throws `bad-package-file`, `old-lockfile`. */
export const parseLockfile = (words: string, file: string): Lockfile => {
  const read = shape.safeParse(parseJson(words, file))
  if (!read.success) {
    const at = read.error.issues[0]?.path.join(' > ') ?? ''
    throw badPackageFile(
      file,
      { line: 1, column: 1 },
      `“${at}” is not what npm writes`,
      `« ${at} » n’est pas ce que npm écrit`,
    )
  }
  if (read.data.packages === undefined) throw oldLockfile(file, read.data.lockfileVersion)
  return { file, packages: new Map(Object.entries(read.data.packages)) }
}

/** The name that a package is found by: the last part of its path. */
export const nameAt = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Where Node looks for a package from another one: its own `node_modules`, then each folder above. */
export const findFrom = (lock: Lockfile, from: string, name: string): string | null => {
  for (let at = from; ; ) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (lock.packages.has(path)) return path
    if (at === '') return null
    const above = at.lastIndexOf('/node_modules/')
    at = above === -1 ? '' : at.slice(0, above)
  }
}
