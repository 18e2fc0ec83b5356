import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { notWritten } from '../folder/messages.ts'
import { beside } from '../images/leftovers.ts'
import type { Fetcher } from './fetch.ts'
import { type NpmConfig, registryOf } from './npm-config.ts'
import { integrityFails, tarballUnavailable } from './package-messages.ts'
import { holds, type Integrity } from './sri.ts'

/** A package's archive, as the lockfile names it. */
export type Wanted = {
  readonly name: string
  readonly version: string
  readonly integrity: Integrity
  /** A URL, where the lockfile holds one; without, the registry's own. */
  readonly resolved: string | null
}

export type Tarballs = {
  /** The archive's bytes, which have the integrity. Throws `registry-unavailable`, `integrity-fails`. */
  get(wanted: Wanted): Promise<Buffer>
  /** The bytes of a file of the commit, which have the integrity. */
  own(wanted: Wanted, path: string): Promise<Buffer>
  /** How many came over the network so far. */
  fetched(): number
}

/** Largest archive of a package, in bytes. */
export const largestTarball = 512 * 1_048_576
const largestPackument = 128 * 1_048_576

const places = (
  cache: string,
  npmCache: string,
  { algorithm, hex }: Integrity,
): { own: string; npm: string } => ({
  own: join(cache, 'tarballs', algorithm, hex.slice(0, 2), hex.slice(2)),
  // cacache's layout: what is read there is believed only if it has the integrity.
  npm: join(npmCache, '_cacache', 'content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)),
})

const npmHost = 'https://registry.npmjs.org/'

/** Where to ask, in order; npm's own rule: what was resolved at npmjs comes from the registry in use now. */
const addresses = (config: NpmConfig, { name, version, resolved }: Wanted): readonly string[] => {
  const registry = registryOf(config, name)
  const usual = `${registry}${name}/-/${name.split('/').at(-1) ?? name}-${version}.tgz`
  if (resolved === null) return [usual]
  return resolved.startsWith(npmHost) ? [`${registry}${resolved.slice(npmHost.length)}`] : [resolved]
}

/** The registry's own word on where the archive is: some name it otherwise than everybody. */
const addressByPackument = async (
  config: NpmConfig,
  fetcher: Fetcher,
  wanted: Wanted,
): Promise<string | null> => {
  const bytes = await fetcher.get(
    `${registryOf(config, wanted.name)}${wanted.name.replace('/', '%2f')}`,
    largestPackument,
  )
  if (bytes === null) return null
  try {
    const told = JSON.parse(bytes.toString('utf8')) as {
      versions?: Record<string, { dist?: { tarball?: unknown } }>
    }
    const tarball = told.versions?.[wanted.version]?.dist?.tarball
    return typeof tarball === 'string' ? tarball : null
  } catch {
    return null
  }
}

/** Archives of packages by their integrity: from our own cache, from npm's, or from the registry. */
export const createTarballs = (cache: string, config: NpmConfig, fetcher: Fetcher): Tarballs => {
  let fetched = 0
  const download = async (wanted: Wanted): Promise<Buffer> => {
    const [address = ''] = addresses(config, wanted)
    const first = await fetcher.get(address, largestTarball)
    if (first !== null) return first
    const other = await addressByPackument(config, fetcher, wanted)
    const second = other === null || other === address ? null : await fetcher.get(other, largestTarball)
    if (second === null) throw tarballUnavailable(address, 'it answered 404')
    return second
  }
  return {
    fetched: () => fetched,
    own: async (wanted, path) => {
      const found = await lstat(path).catch(() => null)
      if (found?.isFile() !== true || found.size > largestTarball)
        throw tarballUnavailable(`file:${basename(path)}`, 'it is not in the commit')
      const bytes = await readFile(path)
      if (!holds(wanted.integrity, bytes)) throw integrityFails(`${wanted.name}@${wanted.version}`)
      return bytes
    },
    get: async (wanted) => {
      const { own, npm } = places(cache, config.cache, wanted.integrity)
      for (const path of [own, npm]) {
        const bytes = await readFile(path).catch(() => null)
        if (bytes !== null && holds(wanted.integrity, bytes)) {
          if (path === npm) await keep(own, bytes)
          return bytes
        }
      }
      const bytes = await download(wanted)
      fetched += 1
      if (!holds(wanted.integrity, bytes)) throw integrityFails(`${wanted.name}@${wanted.version}`)
      await keep(own, bytes)
      return bytes
    },
  }
}

/** Renamed into place; not fsynced, because what is read from the cache is checked every time. */
const keep = async (path: string, bytes: Buffer): Promise<void> => {
  const temporary = beside(path)
  try {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    await writeFile(temporary, bytes, { mode: 0o600 })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw notWritten(path, error)
  }
}
