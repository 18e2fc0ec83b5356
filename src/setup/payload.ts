import { createHash } from 'node:crypto'
import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { block, headerOf, padding } from '../images/tar-header.ts'
import { changeFile } from './change-script.ts'
import { renewFile, startFile, supervisorFile } from './units.ts'

/** One file of the archive: bytes of ours, or those of a file. */
type Part = { readonly path: string; readonly mode: number; readonly from: string | Buffer }

export type Payload = {
  /** The version, and the first digits of the digest of what is in it. */
  readonly id: string
  /** Digest and size of the archive before it is compressed. */
  readonly sha256: string
  readonly bytes: number
  /** The archive, compressed. */
  readonly open: () => Readable
}

export type Contents = {
  /** Our own package: a clone or an installed one. */
  readonly root: string
  readonly version: string
  readonly platform: string
  /** The unpacked npm package of the platform's Node, which has its integrity. */
  readonly node: string
}

type Manifest = { readonly dependencies?: Readonly<Record<string, string>> }

const left = /(\.d\.[cm]?ts|\.map|\.md|\.test\.[cm]?[jt]s|\.fixture\.[cm]?[jt]s|\.tsbuildinfo)$/

/** `ecluse help` prints its pages on a server too. */
const none = /^$/

/** All files below a folder; packages inside it are walked by themselves. */
const filesBelow = async (from: string, to: string, without = left): Promise<readonly Part[]> => {
  const found: Part[] = []
  const entries = await readdir(from, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [source, path] = [join(from, entry.name), `${to}/${entry.name}`]
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') found.push(...(await filesBelow(source, path, without)))
    } else if (entry.isFile() && !without.test(entry.name)) {
      const { mode } = await lstat(source)
      found.push({ path, mode: (mode & 0o100) === 0 ? 0o644 : 0o755, from: source })
    }
  }
  return found
}

/** Node's own way: the nearest `node_modules` that has it. */
const folderOf = (name: string, from: string): string | null => {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (existsSync(join(folder, 'package.json'))) return realpathSync(folder)
    if (at === dirname(at)) return null
  }
}

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest

/** What the package needs to run, each where Node finds it: at the top, or below who needs another version of it. */
const packagesOf = async (root: string): Promise<ReadonlyMap<string, string>> => {
  const placed = new Map<string, string>()
  const visit = async (folder: string, at: string): Promise<void> => {
    for (const name of Object.keys((await manifestOf(folder)).dependencies ?? {}).sort()) {
      const found = folderOf(name, folder)
      if (found === null) throw new Error(`${name} is not installed beside ${folder}`)
      const top = `node_modules/${name}`
      if (placed.get(top) === found) continue
      const path = placed.has(top) ? `${at}${top}` : top
      if (placed.get(path) === found) continue
      placed.set(path, found)
      await visit(found, `${path}/`)
    }
  }
  await visit(root, '')
  return placed
}

const partsOf = async ({ root, platform, node }: Contents): Promise<readonly Part[]> => {
  // A clone runs its sources: a stale build must never win over them.
  const [main, extension] = existsSync(join(root, 'src/main/cli.ts')) ? ['src', '.ts'] : ['dist', '.js']
  const entries = main === 'src' ? 'src/main' : 'dist/src/main'
  const own = ['bin', main].map((name) => filesBelow(join(root, name), name))
  const pages = ['docs/en/concepts', 'docs/fr/notions'].map((name) =>
    filesBelow(join(root, name), name, none),
  )
  const packages = [...(await packagesOf(root))].map(([path, folder]) => filesBelow(folder, path))
  const made = (path: string, text: string): Part => ({ path, mode: 0o755, from: Buffer.from(text) })
  return [
    { path: 'package.json', mode: 0o644, from: join(root, 'package.json') },
    ...(
      await Promise.all([...own, ...pages, ...packages, filesBelow(node, `node_modules/node-${platform}`)])
    ).flat(),
    made('server/change', changeFile(platform, entries, extension)),
    made('server/start', startFile(platform, entries, extension)),
    made('server/supervisor', supervisorFile),
    made('server/renew', renewFile(platform, entries, extension)),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Thousands of small files as a stream each would take seconds. */
const part = 1_048_576

async function* archiveOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  const folders = new Set<string>()
  for (const { path, mode, from } of parts) {
    const above = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= above.length; depth += 1) {
      const folder = above.slice(0, depth).join('/')
      if (folders.has(folder)) continue
      folders.add(folder)
      yield headerOf(folder, 'folder', 0o755, 0, '')
    }
    const size = typeof from === 'string' ? statSync(from).size : from.length
    yield headerOf(path, 'file', mode, size, '')
    if (typeof from !== 'string') yield from
    else if (size < part) yield await readFile(from)
    else for await (const chunk of createReadStream(from, { highWaterMark: part })) yield chunk as Buffer
    yield padding(size)
  }
  yield Buffer.alloc(2 * block)
}

/** What a server needs, as one archive. Equal contents have equal names; it is compressed only as it is sent. */
export const makePayload = async (contents: Contents): Promise<Payload> => {
  const parts = await partsOf(contents)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of archiveOf(parts)) {
    hash.update(part)
    bytes += part.length
  }
  const sha256 = hash.digest('hex')
  const open = (): Readable => {
    const gzip = createGzip({ level: 1 })
    pipeline(Readable.from(archiveOf(parts)), gzip, () => undefined)
    return gzip
  }
  return { id: `${contents.version}-${sha256.slice(0, 12)}`, sha256, bytes, open }
}
