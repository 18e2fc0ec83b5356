import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { notWritten } from '../folder/messages.ts'
import { beside } from '../images/leftovers.ts'
import type { Fetcher } from './fetch.ts'
import { type NpmConfig, registryOf } from './npm-config.ts'
import { integrityFails, tarballUnavailable } from './package-messages.ts'
import { holds, type Integrity, parseIntegrity } from './sri.ts'

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
  /** The archive's bytes where they are here already; null otherwise. */
  held(wanted: Wanted): Promise<Buffer | null>
  /** What the registry says of this version, if it speaks of an archive of the same integrity; null otherwise. */
  described(wanted: Wanted): Promise<Readonly<Record<string, unknown>> | null>
  /** How many came over the network so far. */
  fetched(): number
}

/** Largest archive of a package, in bytes. */
export const largestTarball = 512 * 1_048_576
const largestPackument = 128 * 1_048_576
const largestDescription = 4 * 1_048_576

const places = (
  cache: string,
  npmCache: string,
  { algorithm, hex }: Integrity,
): { own: string; npm: string } => ({
  own: join(cache, 'tarballs', algorithm, hex.slice(0, 2), hex.slice(2)),
  // cacache's layout: what is read there is believed only if it has the integrity.
  npm: join(npmCache, '_cacache', 'content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)),
})

/** One registry under two names: yarn writes the second one. */
const npmHosts = ['https://registry.npmjs.org/', 'https://registry.yarnpkg.com/']

/** Where to ask, in order; npm's own rule: what was resolved at npmjs comes from the registry in use now. */
const addresses = (config: NpmConfig, { name, version, resolved }: Wanted): readonly string[] => {
  const registry = registryOf(config, name)
  const usual = `${registry}${name}/-/${name.split('/').at(-1) ?? name}-${version}.tgz`
  if (resolved === null) return [usual]
  const host = npmHosts.find((one) => resolved.startsWith(one))
  return host === undefined ? [resolved] : [`${registry}${resolved.slice(host.length)}`]
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

const described = (
  bytes: Buffer,
  { algorithm, hex }: Integrity,
): Readonly<Record<string, unknown>> | null => {
  try {
    const told = JSON.parse(bytes.toString('utf8')) as Record<string, unknown> & {
      dist?: { integrity?: unknown; shasum?: unknown }
    }
    const sum = parseIntegrity(String(told.dist?.integrity ?? ''))
    const same =
      algorithm === 'sha1' ? told.dist?.shasum === hex : sum?.algorithm === algorithm && sum.hex === hex
    return same ? told : null
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
  const held = async (wanted: Wanted): Promise<Buffer | null> => {
    const { own, npm } = places(cache, config.cache, wanted.integrity)
    for (const path of [own, npm]) {
      const bytes = await readFile(path).catch(() => null)
      if (bytes === null || !holds(wanted.integrity, bytes)) continue
      if (path === npm) await keep(own, bytes)
      return bytes
    }
    return null
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
    held,
    described: async (wanted) => {
      const where = `${registryOf(config, wanted.name)}${wanted.name.replace('/', '%2f')}/${wanted.version}`
      const bytes = await fetcher.get(where, largestDescription).catch(() => null)
      return bytes === null ? null : described(bytes, wanted.integrity)
    },
    get: async (wanted) => {
      const here = await held(wanted)
      if (here !== null) return here
      const bytes = await download(wanted)
      fetched += 1
      if (!holds(wanted.integrity, bytes)) throw integrityFails(`${wanted.name}@${wanted.version}`)
      await keep(places(cache, config.cache, wanted.integrity).own, bytes)
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
