import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { type Retained, retain } from '../images/retention.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Instant, Ms } from '../kernel/time.ts'

/** What was built so lately may not be named by anybody yet. */
export const grace: Ms = 86_400_000
/** Archives of packages, all together. */
const mostArchives = 2 * 1024 ** 3
/** Unpacked Nodes. */
const mostRuntimes = 5

type Found = { readonly path: string; readonly size: number; readonly used: number }

/** Files below a folder, the one used last first: reading one tells it at most a day late, which is enough here. */
const filesBelow = async (place: string): Promise<readonly Found[]> => {
  const names = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => [])
  const found: Found[] = []
  for (const entry of names) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const stats = await stat(path).catch(() => null)
    if (stats !== null) found.push({ path, size: stats.size, used: Math.max(stats.atimeMs, stats.mtimeMs) })
  }
  return found.sort((a, b) => b.used - a.used)
}

/** Those used longest ago go where all together are too large: what is missed is fetched again. */
const boundArchives = async (cache: string, most: number): Promise<void> => {
  let bytes = 0
  for (const { path, size } of await filesBelow(join(cache, 'tarballs'))) {
    bytes += size
    if (bytes > most) await rm(path, { force: true })
  }
}

const boundRuntimes = async (cache: string): Promise<void> => {
  const place = join(cache, 'runtimes')
  const found: Found[] = []
  for (const name of await readdir(place).catch(() => [])) {
    const path = join(place, name)
    const stats = await stat(join(path, 'bin', 'node')).catch(() => null)
    if (stats !== null) found.push({ path, size: stats.size, used: Math.max(stats.atimeMs, stats.mtimeMs) })
  }
  found.sort((a, b) => b.used - a.used)
  for (const { path } of found.slice(mostRuntimes)) await rm(path, { recursive: true, force: true })
}

/** What was noted of builds whose blob is gone says nothing any more. */
const sweepRecords = async (folder: Folder): Promise<void> => {
  const blobs = new Set(await readdir(join(folder.images, 'blobs', 'sha256')).catch(() => []))
  for (const kind of ['builds', 'layers']) {
    for (const { path } of await filesBelow(join(folder.cache, kind))) {
      const words = await readFile(path, 'utf8').catch(() => '')
      const digest = /"(?:image|digest)":"sha256:([0-9a-f]{64})"/.exec(words)?.[1]
      if (digest === undefined || !blobs.has(digest)) await rm(path, { force: true })
    }
  }
}

/** Frees what no image of `keep` needs, `drop` however young, and bounds the caches. While nothing is built. */
export const sweepBuilt = async (
  folder: Folder,
  keep: ReadonlySet<Digest>,
  now: Instant,
  bounds: { readonly archives: number } = { archives: mostArchives },
  drop: ReadonlySet<Digest> = new Set(),
): Promise<Retained> => {
  const retained = await retain(folder, keep, now - grace, drop)
  await sweepRecords(folder)
  await boundArchives(folder.cache, bounds.archives)
  await boundRuntimes(folder.cache)
  return retained
}
