import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { otherLock, unreadableLock } from './lock-messages.ts'
import { readNarrow } from './pnpm-yaml.ts'

const strings = z.record(z.string(), z.string()).catch({}).default({})
const list = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .optional()
  .catch(undefined)
const optionalText = z.string().optional().catch(undefined)

const entry = z.object({
  resolution: z
    .object({
      integrity: optionalText,
      tarball: optionalText,
      type: optionalText,
      directory: optionalText,
      repo: optionalText,
      commit: optionalText,
    })
    .catch({})
    .default({}),
  name: optionalText,
  version: optionalText,
  os: list,
  cpu: list,
  libc: list,
  requiresBuild: optionalText,
  dependencies: strings,
  optionalDependencies: strings,
})

const snapshot = z.object({ dependencies: strings, optionalDependencies: strings })

const asked = z.record(z.string(), z.object({ specifier: z.string(), version: z.string() })).default({})
const importer = z.object({ dependencies: asked, devDependencies: asked, optionalDependencies: asked })

const shape = z.object({
  lockfileVersion: z.string(),
  importers: z.record(z.string(), importer).optional(),
  dependencies: asked,
  devDependencies: asked,
  optionalDependencies: asked,
  packages: z.union([z.record(z.string(), entry), z.literal('').transform(() => ({}))]).default({}),
  snapshots: z
    .union([
      z.record(z.string(), z.union([snapshot, z.literal('').transform(() => undefined)])),
      z.literal(''),
    ])
    .optional(),
  overrides: strings,
  catalogs: z
    .record(z.string(), z.record(z.string(), z.object({ specifier: z.string(), version: z.string() })))
    .catch({})
    .default({}),
})

export type PnpmEntry = z.output<typeof entry>
export type PnpmImporter = z.output<typeof importer>
export type PnpmEdges = z.output<typeof snapshot>

/** pnpm-lock.yaml of pnpm 8 (version 6) or later (version 9); folders from the lockfile's, `` for its own. */
export type PnpmLock = {
  readonly file: string
  readonly importers: ReadonlyMap<string, PnpmImporter>
  /** What each locked package is, and what it was given. The same key in both in version 6. */
  readonly packages: ReadonlyMap<string, PnpmEntry>
  readonly snapshots: ReadonlyMap<string, PnpmEdges>
  readonly overrides: Readonly<Record<string, string>>
  readonly catalogs: z.output<typeof shape>['catalogs']
}

/** The whole language, for what a formatter made of the file; scalars stay as they are written. */
const readWhole = (text: string, file: string): unknown => {
  // pnpm 11 may put what it needs for itself into a document in front.
  const documents = parseAllDocuments(text, { schema: 'failsafe', version: '1.2' })
  const whole = Array.isArray(documents) ? documents.at(-1) : undefined
  const [first] = whole?.errors ?? []
  if (whole === undefined || first !== undefined) {
    const [at] = first?.linePos ?? []
    throw unreadableLock(file, { line: at?.line ?? 1, column: at?.col ?? 1 }, 'pnpm')
  }
  try {
    return whole.toJS({ maxAliasCount: 100 })
  } catch {
    throw unreadableLock(file, { line: 1, column: 1 }, 'pnpm')
  }
}

/** Line of a member of the file that is not as pnpm writes it. */
const lineOf = (text: string, path: readonly PropertyKey[]): number => {
  const lines = text.split('\n')
  let at = 0
  for (const part of path) {
    const found = lines.findIndex(
      (line, index) => index >= at && line.trim().replace(/^['"]/, '').startsWith(String(part)),
    )
    if (found === -1) break
    at = found
  }
  return at + 1
}

const none: PnpmEdges = { dependencies: {}, optionalDependencies: {} }

/** Throws `bad-lockfile` with the place, `old-lockfile`. */
export const parsePnpmLock = (text: string, file: string): PnpmLock => {
  const words = text.replace(/^\uFEFF/, '')
  const read = shape.safeParse(readNarrow(words) ?? readWhole(words, file))
  if (!read.success) {
    const [issue] = read.error.issues
    throw unreadableLock(file, { line: lineOf(words, issue?.path ?? []), column: 1 }, 'pnpm')
  }
  const { lockfileVersion, overrides, catalogs, packages, snapshots, ...own } = read.data
  const major = Number(lockfileVersion.split('.')[0])
  if (major < 6) throw otherLock(file, 'old-pnpm')
  if (major !== 6 && major !== 9) throw unreadableLock(file, { line: 1, column: 1 }, 'pnpm')
  const importers = own.importers ?? { '.': own }
  const edges: Readonly<Record<string, PnpmEdges | undefined>> =
    major === 6 ? packages : typeof snapshots === 'string' ? {} : (snapshots ?? {})
  return {
    file,
    importers: new Map(Object.entries(importers).map(([folder, one]) => [folder === '.' ? '' : folder, one])),
    packages: new Map(Object.entries(packages)),
    snapshots: new Map(Object.entries(edges).map(([key, one]) => [key, one ?? none])),
    overrides,
    catalogs,
  }
}
