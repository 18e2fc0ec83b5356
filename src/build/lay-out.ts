import { chmod, lstat, mkdir, readFile, realpath, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Extractor, tidyName } from '../images/extract.ts'
import { readTar } from '../images/tar-read.ts'
import { badArchive } from './package-messages.ts'
import type { Chosen } from './select.ts'
import type { Tarballs, Wanted } from './tarballs.ts'

const inflate = promisify(gunzip)

/** One package unpacked: bytes and entries. */
const packageLimits = { bytes: 2_048 * 1_048_576, entries: 200_000 }
const atOnce = 4

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/**
 * Unpacks a package as npm does: the first part of every name goes, links and devices are left out, files are 0644
 * or 0755. `into` is made new. Throws `bad-archive`.
 */
export const extractPackage = async (bytes: Buffer, into: string, name: string): Promise<void> => {
  const archive = await inflate(bytes, { maxOutputLength: packageLimits.bytes }).catch((error: unknown) => {
    throw badArchive(name, error)
  })
  await mkdir(into, { recursive: true, mode: 0o755 })
  const extractor = new Extractor(into, packageLimits, 'replace')
  for await (const item of readTar(one(archive))) {
    if (item.kind !== 'file') continue
    const path = tidyName(item.path).split('/').slice(1).join('/')
    if (path === '') continue
    await extractor.file(path, (item.mode & 0o111) === 0 ? 0o644 : 0o755, item.size, item.body())
  }
}

/** Package by package, a few at once; those that others stand in come first. */
const eachByDepth = async (
  packages: readonly Chosen[],
  work: (one: Chosen) => Promise<void>,
): Promise<void> => {
  const depths = new Map<number, Chosen[]>()
  for (const one of packages) {
    const depth = one.path.split('node_modules/').length
    depths.set(depth, [...(depths.get(depth) ?? []), one])
  }
  for (const [, level] of [...depths].sort(([a], [b]) => a - b)) {
    const left = [...level]
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next)
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
  }
}

/** The bytes of a package: by integrity from the cache or the registry, or an archive that the commit itself holds. */
const bytesOf = async (wanted: Wanted, tarballs: Tarballs, project: string): Promise<Buffer> => {
  if (wanted.resolved?.startsWith('file:') !== true) return tarballs.get(wanted)
  return tarballs.own(wanted, join(project, tidyName(wanted.resolved.slice('file:'.length))))
}

/**
 * Lays `node_modules` out below a folder exactly as the lockfile says, then links the commands of each package.
 * `project`: the checkout that holds archives named by `file:`. `links` lead to what stands elsewhere below `into`.
 */
export const layOut = async (
  packages: readonly Chosen[],
  tarballs: Tarballs,
  into: string,
  project: string,
  links: readonly { readonly path: string; readonly target: string }[] = [],
): Promise<void> => {
  await mkdir(join(into, 'node_modules'), { recursive: true, mode: 0o755 })
  await eachByDepth(packages, async (chosen) => {
    const bytes = await bytesOf(chosen, tarballs, project)
    await extractPackage(bytes, join(into, chosen.path), `${chosen.name}@${chosen.version}`)
  })
  for (const { path, target } of links) {
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o755 })
    // One that a package's archive brought along gives way to the lockfile.
    await rm(join(into, path), { recursive: true, force: true })
    await symlink(posix.relative(posix.dirname(path), target) || '.', join(into, path))
  }
  for (const { path } of [...packages, ...links]) await linkCommands(into, path)
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** `bin` of a package.json: one path under the package's own name, or several by name (npm, `package.json`). */
export const commandsOf = (manifest: unknown): ReadonlyMap<string, string> => {
  const { name, bin } = record(manifest)
  const own = typeof name === 'string' ? (name.split('/').at(-1) ?? '') : ''
  const pairs = typeof bin === 'string' ? [[own, bin] as const] : Object.entries(record(bin))
  return new Map(
    pairs.flatMap(([key, value]) => {
      const command = key.split('/').at(-1) ?? ''
      if (typeof value !== 'string' || command === '' || command.startsWith('.')) return []
      const path = posix.join('/', value).slice(1)
      return path === '' ? [] : [[command, path]]
    }),
  )
}

const linkCommands = async (into: string, path: string): Promise<void> => {
  const folder = join(into, path)
  const words = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  let manifest: unknown = null
  try {
    manifest = JSON.parse(words.replace(/^\uFEFF/, ''))
  } catch {
    return
  }
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const above = join(into, path.slice(0, path.length - name.length))
  for (const [command, target] of commandsOf(manifest)) {
    const file = join(folder, target)
    const found = await lstat(file).catch(() => null)
    if (found?.isFile() !== true || !(await realpath(file)).startsWith(await realpath(folder))) continue
    await withPlainHead(file)
    await chmod(file, 0o755)
    const link = join(above, '.bin', command)
    await mkdir(dirname(link), { recursive: true, mode: 0o755 })
    await unlink(link).catch(() => undefined)
    await symlink(posix.join('..', name, target), link)
  }
}

/** A first line `#!/usr/bin/env node` that ends as on Windows finds no program: npm mends it, and so do we. */
const withPlainHead = async (file: string): Promise<void> => {
  const bytes = await readFile(file)
  const end = bytes.indexOf(10)
  if (bytes[0] !== 35 || bytes[1] !== 33 || end < 1 || bytes[end - 1] !== 13) return
  await writeFile(file, Buffer.concat([bytes.subarray(0, end - 1), bytes.subarray(end)]))
}
