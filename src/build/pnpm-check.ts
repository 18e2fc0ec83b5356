import { posix } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { differs, noLongerAsked, settingDiffers } from './lock-messages.ts'
import { type PackageFile, placeOfName } from './manifest-file.ts'
import type { PnpmLock } from './pnpm-lock.ts'

const strings = z.record(z.string(), z.string()).catch({}).default({})
const settings = z
  .object({
    overrides: strings,
    catalog: strings,
    catalogs: z.record(z.string(), strings).catch({}).default({}),
  })
  .catch({ overrides: {}, catalog: {}, catalogs: {} })

const ofRoot = z
  .object({
    resolutions: strings,
    pnpm: z.object({ overrides: strings }).catch({ overrides: {} }).default({ overrides: {} }),
  })
  .catch({ resolutions: {}, pnpm: { overrides: {} } })

const readSettings = (words: string | null): z.output<typeof settings> => {
  try {
    return settings.parse(words === null ? {} : parse(words, { schema: 'failsafe', maxAliasCount: 100 }))
  } catch {
    return settings.parse({})
  }
}

/** The package that an override is about: `a@1>b` is about b. */
const overridden = (key: string): string => /^(.[^@]*)/.exec(key.split('>').at(-1) ?? '')?.[1] ?? key

const isPlain = (value: string): boolean => !/^(\$|catalog:)/.test(value)

/** What pnpm was told beside package.json must be what the lockfile was made with. Throws `lockfile-differs`. */
export const checkPnpmSettings = (
  lock: PnpmLock,
  root: { readonly folder: string; readonly manifest: unknown; readonly settings: string | null },
): void => {
  const told = { file: lock.file, manager: 'pnpm' } as const
  const at = (name: string) => posix.join(root.folder, name)
  const ours = readSettings(root.settings)
  const { resolutions, pnpm } = ofRoot.parse(root.manifest)
  const inManifest: Readonly<Record<string, string>> = { ...resolutions, ...pnpm.overrides }
  const inWorkspace = Object.keys(ours.overrides).length > 0
  const file = inWorkspace ? at('pnpm-workspace.yaml') : at('package.json')
  const all: Readonly<Record<string, string>> = { ...inManifest, ...ours.overrides }
  for (const [key, value] of Object.entries(lock.overrides)) {
    const asked = all[key]
    if (asked === undefined || (isPlain(asked) && asked !== value))
      throw settingDiffers(told, file, `overrides > ${key}`)
  }
  // pnpm reads those of package.json no more where pnpm-workspace.yaml has its own.
  for (const key of Object.keys(inWorkspace ? ours.overrides : inManifest))
    if (lock.overrides[key] === undefined) throw settingDiffers(told, file, `overrides > ${key}`)
  for (const [catalog, entries] of Object.entries(lock.catalogs))
    for (const [name, { specifier }] of Object.entries(entries)) {
      const named = ours.catalogs[catalog] ?? (catalog === 'default' ? ours.catalog : {})
      if (named[name] !== specifier)
        throw settingDiffers(told, at('pnpm-workspace.yaml'), `catalog > ${name}`)
    }
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/**
 * package.json of a workspace against what the lockfile says it asked for, as `pnpm install --frozen-lockfile` does:
 * the very same names and ranges, each in its list. Throws `lockfile-differs`.
 */
export const checkPnpmFolder = (
  lock: PnpmLock,
  folder: string,
  manifest: PackageFile,
  file: string,
  words: string,
): void => {
  const importer = lock.importers.get(folder)
  if (importer === undefined) return
  const told = { file: lock.file, manager: 'pnpm' } as const
  const free = new Set(Object.keys(lock.overrides).map(overridden))
  const listOf = (name: string) =>
    sections.toReversed().find((section) => manifest[section][name] !== undefined)
  for (const section of sections) {
    for (const [name, range] of Object.entries(manifest[section])) {
      if (free.has(name) || listOf(name) !== section) continue
      const place = { file, ...placeOfName(words, name) }
      const found = importer[section][name]?.specifier
      if (found === range) continue
      const elsewhere = sections.find((other) => importer[other][name] !== undefined)
      const held = found ?? (elsewhere === undefined ? null : `it among ${elsewhere}`)
      throw differs(told, place, name, range, held)
    }
    // Peers of a workspace are installed with it (pnpm, `autoInstallPeers`).
    for (const name of Object.keys(importer[section]))
      if (listOf(name) === undefined && manifest.peerDependencies[name] === undefined && !free.has(name))
        throw noLongerAsked(told, file, name)
  }
}
