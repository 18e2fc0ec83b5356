import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compare, rsort, satisfies, validRange } from 'semver'
import type { Lock } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { findComponents } from './components.ts'
import * as say from './messages.ts'
import { readPackage } from './package-file.ts'

/** The Node that this Écluse ships with: integrity by platform (`linux-x64`, `linux-arm64`). */
export type Shipped = { readonly version: string; readonly integrity: Readonly<Record<string, string>> }

/** The npm registry's document of a package, as bytes; null where it has none. Throws `registry-unavailable`. */
export type Packument = (name: string) => Promise<Uint8Array | null>

export type Runtime = {
  /** Null: nothing is locked, the shipped one is used. */
  readonly lock: Lock | null
  readonly told: Text
  /** Whether a wish was put aside. */
  readonly guessed: boolean
}

const platforms = ['linux-x64', 'linux-arm64'] as const

/** Every range has to be satisfied. */
type Asked = { readonly ranges: readonly string[]; readonly from: string }

/** What the folder asks for: `.node-version`, `.nvmrc`, or the `engines` of its package.json files together. */
const asked = async (folder: string): Promise<Asked | null> => {
  for (const from of ['.node-version', '.nvmrc']) {
    const words = await readFile(join(folder, from), 'utf8').catch(() => null)
    const line = words?.split('\n').find((one) => one.trim() !== '' && !one.trim().startsWith('#'))
    if (line !== undefined) return { ranges: [line.trim().replace(/^v(?=\d)/, '')], from }
  }
  const ranges = new Map<string, string>()
  const own = await readPackage(folder, '')
  if (own?.node != null) ranges.set(own.node, 'package.json')
  for (const { file, context } of await findComponents(folder)) {
    if (file?.node != null && !ranges.has(file.node)) ranges.set(file.node, join(context, 'package.json'))
  }
  if (ranges.size === 0) return null
  const from = [...ranges.values()].map((file) => `engines (${file})`).join(', ')
  return { ranges: [...ranges.keys()], from }
}

type Versions = ReadonlyMap<string, string>

const asMap = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Whole versions with a strong integrity, those of prereleases and deprecated ones left out. */
const versionsOf = (bytes: Uint8Array): Versions => {
  const found = new Map<string, string>()
  const { versions } = asMap(JSON.parse(new TextDecoder().decode(bytes)))
  for (const [version, about] of Object.entries(asMap(versions))) {
    const { integrity } = asMap(asMap(about)['dist'])
    if (!/^\d+\.\d+\.\d+$/.test(version) || asMap(about)['deprecated'] !== undefined) continue
    if (typeof integrity === 'string' && /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))
      found.set(version, integrity)
  }
  return found
}

const listOf = async (packument: Packument, name: string): Promise<Versions> => {
  const bytes = await packument(name)
  if (bytes === null) throw new ProblemError(say.badRegistry(name))
  try {
    return versionsOf(bytes)
  } catch (error) {
    throw new ProblemError(say.badRegistry(name), error)
  }
}

const fits = (version: string, ranges: readonly string[]): boolean =>
  ranges.every((range) => satisfies(version, range))

/** A long-term release where one satisfies, the newest otherwise: even majors are kept for years. */
const choose = (versions: readonly string[], ranges: readonly string[]): string | null => {
  const fitting = rsort(versions.filter((version) => fits(version, ranges)))
  return fitting.find((version) => Number(version.split('.')[0]) % 2 === 0) ?? fitting[0] ?? null
}

const near = (versions: readonly string[], range: string): readonly string[] => {
  const major = /\d+/.exec(range)?.[0]
  const same = versions.filter((version) => version.split('.')[0] === major)
  return rsort([...(same.length > 0 ? same : versions)]).slice(0, 3)
}

const locked = (version: string, integrity: Readonly<Record<string, string>>): Lock => ({
  format: 1,
  runtime: { name: 'node', version, integrity },
})

/**
 * The runtime of a folder, resolved once: the shipped one where it satisfies what is asked, else the best that the
 * registry has for every platform. Throws `bad-version`, `no-such-runtime`, `registry-unavailable`, `bad-package-file`.
 */
export const resolveRuntime = async (
  folder: string,
  shipped: Shipped,
  packument: Packument,
): Promise<Runtime> => {
  const wish = await asked(folder)
  if (wish === null) return { lock: null, told: say.shippedRuntime(shipped.version), guessed: false }
  const { ranges, from } = wish
  const range = ranges.join(', ')
  if (/^(lts|node|stable|system|default|latest|current|iojs)\b/.test(range))
    return { lock: null, told: say.aliasRuntime(from, range, shipped.version), guessed: true }
  const bad = ranges.find((one) => validRange(one) === null)
  if (bad !== undefined) throw new ProblemError(say.badRange(bad, from))
  if (fits(shipped.version, ranges)) {
    const told = say.lockedRuntime(shipped.version, from)
    return { lock: locked(shipped.version, shipped.integrity), told, guessed: false }
  }
  const [x64, arm64] = await Promise.all(platforms.map((platform) => listOf(packument, `node-${platform}`)))
  const both = [...(x64?.keys() ?? [])].filter((version) => arm64?.has(version)).toSorted(compare)
  const version = choose(both, ranges)
  if (version === null) throw new ProblemError(say.noSuchRuntime(range, from, near(both, range)))
  const integrity = { 'linux-x64': x64?.get(version) ?? '', 'linux-arm64': arm64?.get(version) ?? '' }
  return { lock: locked(version, integrity), told: say.lockedRuntime(version, from), guessed: false }
}
