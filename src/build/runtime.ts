import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Lock } from '../config/types.ts'
import type { Folder } from '../folder/layout.ts'
import type { LayerEntry } from '../images/layer.ts'
import { beside } from '../images/leftovers.ts'
import { inImage, type Layer } from '../images/types.ts'
import { extractPackage } from './lay-out.ts'
import type { PutLayer } from './layers.ts'
import { badLock, libcMissing, noRuntime, runtimeDamaged } from './messages.ts'
import { layerOnce } from './records.ts'
import { shipped, shippedVersion } from './runtime-shipped.ts'
import type { Platform } from './select.ts'
import { type Integrity, parseIntegrity } from './sri.ts'
import type { Tarballs } from './tarballs.ts'

/** Which Node a commit is built with and runs on. */
export type RuntimeChoice = {
  readonly version: string
  readonly integrity: string
  /** From the commit's `ecluse.lock`; otherwise the one that this Écluse ships with. */
  readonly locked: boolean
}

export type Runtime = RuntimeChoice & {
  /** The npm package, unpacked: `bin/node`, `include`. */
  readonly folder: string
  /** Made while the rest goes on: compressing it takes seconds, once per Node. */
  readonly layer: (put: PutLayer) => Promise<Layer>
}

export const platformName = (): string => `${process.platform}-${process.arch}`

/** Throws `no-runtime`, `bad-lock`. */
export const chooseRuntime = (lock: Lock | null): RuntimeChoice => {
  const platform = platformName()
  const integrity = lock === null ? shipped[platform]?.integrity : lock.runtime.integrity[platform]
  if (integrity === undefined) throw noRuntime(platform)
  if (parseIntegrity(integrity) === null) throw badLock()
  return { version: lock?.runtime.version ?? shippedVersion, integrity, locked: lock !== null }
}

/** Node's official builds from 18 on need glibc 2.28 (nodejs/node, BUILDING.md, "Platform list"). */
const leastGlibc = (version: string): string => (Number(version.split('.')[0]) < 18 ? '2.17' : '2.28')

const glibc = (): string | null => {
  const report = process.report
  // Otherwise the report looks up the names of open connections, for seconds.
  Object.assign(report, { excludeNetwork: true })
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime ?? null
}

const older = (one: string, other: string): boolean => {
  const [a = 0, b = 0] = one.split('.').map(Number)
  const [c = 0, d = 0] = other.split('.').map(Number)
  return a < c || (a === c && b < d)
}

/** The C library is the machine's: checked before anything is built. Throws `libc-too-old`. */
export const checkLibc = (version: string, found: string | null = glibc()): string => {
  const needed = leastGlibc(version)
  if (found === null || older(found, needed)) throw libcMissing(found, needed)
  return needed
}

/** What optional packages are chosen for. */
export const thisPlatform = (): Platform => ({
  os: process.platform,
  cpu: process.arch,
  libc: glibc() === null ? 'musl' : 'glibc',
})

const fileDigest = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const checked = new Set<string>()

/** The installed package, where it is the one that is asked for, byte for byte; null where it is another or absent. */
const installed = async (integrity: string): Promise<string | null> => {
  const platform = platformName()
  const known = shipped[platform]
  if (known?.integrity !== integrity) return null
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve(`node-${platform}/package.json`))
  } catch {
    return null
  }
  for (const [path, expected] of [
    [join(folder, 'bin', 'node'), known.node],
    [join(folder, 'LICENSE'), known.licence],
  ] as const) {
    const found = await stat(path).catch(() => null)
    if (found === null) return null
    const mark = [path, found.ino, found.size, found.mtimeMs].join()
    if (checked.has(mark)) continue
    if ((await fileDigest(path)) !== expected) throw runtimeDamaged(path)
    checked.add(mark)
  }
  return folder
}

/** The package from its archive, unpacked once: written beside, then renamed. */
const unpacked = async (cache: string, choice: RuntimeChoice, tarballs: Tarballs): Promise<string> => {
  const integrity = parseIntegrity(choice.integrity) as Integrity
  const path = join(cache, 'runtimes', `${integrity.algorithm}-${integrity.hex.slice(0, 40)}`)
  if ((await stat(join(path, 'bin', 'node')).catch(() => null)) !== null) return path
  const name = `node-${platformName()}`
  const bytes = await tarballs.get({ name, version: choice.version, integrity, resolved: null })
  const temporary = beside(path)
  // Commands of applications run it, and none can write it.
  await mkdir(dirname(path), { recursive: true, mode: 0o711 })
  try {
    await extractPackage(bytes, temporary, `${name}@${choice.version}`)
    await rename(temporary, path)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return path
}

const entries = async (folder: string): Promise<readonly LayerEntry[]> => {
  const found: LayerEntry[] = []
  for (const [from, path, kind] of [
    ['bin/node', inImage.node, 'program'],
    ['LICENSE', 'usr/local/share/doc/node/LICENSE', 'file'],
  ] as const) {
    const source = join(folder, from)
    const stats = await stat(source).catch(() => null)
    if (stats !== null) found.push({ path, kind, source, size: stats.size })
  }
  return found
}

/** Node as a folder, and as a layer for whoever asks. Throws `registry-unavailable`, `runtime-damaged`. */
export const openRuntime = async (
  folder: Folder,
  choice: RuntimeChoice,
  tarballs: Tarballs,
): Promise<Runtime> => {
  const at = (await installed(choice.integrity)) ?? (await unpacked(folder.cache, choice, tarballs))
  const key = { runtime: choice.integrity }
  return { ...choice, folder: at, layer: (put) => layerOnce(folder, key, async () => put(await entries(at))) }
}
