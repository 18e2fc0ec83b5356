import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** Outlives a run of the tests. */
export const testCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ecluse-tests')

const version = 'go1.26.8'
const platforms: Readonly<Record<string, { readonly name: string; readonly hash: string }>> = {
  x64: { name: 'linux-amd64', hash: 'ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=' },
  arm64: { name: 'linux-arm64', hash: 'sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=' },
}
const platform = platforms[process.arch]
const oldest = 24

const installed = (): boolean => {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: '/' })
  return Number(/^go1\.(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= oldest
}

const hasGo = installed()

/** Debian's own is too old to fetch another: where there is none, continuous integration takes one by its hash. */
export const canHaveGo = hasGo || (process.env['CI'] === 'true' && platform !== undefined)

const proxy = (): string => {
  const named = (process.env['GOPROXY'] ?? '').split(/[,|]/).find((one) => one.startsWith('https://'))
  return named ?? 'https://proxy.golang.org'
}

type Entry = { readonly name: string; readonly bytes: () => Buffer }

/** The files of a zip archive (APPNOTE.TXT, 4.3), stored or deflated. */
const entriesOf = (zip: Buffer): readonly Entry[] => {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const entries: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10)
    const size = zip.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field))
    const header = zip.readUInt32LE(at + 42)
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      bytes: () => {
        const begin = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
        const packed = zip.subarray(begin, begin + size)
        return method === 0 ? packed : inflateRawSync(packed)
      },
    })
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return entries
}

/** Unpacks a module's archive; its hash is Go's own: `h1:` of go.sum (golang.org/x/mod/sumdb/dirhash). */
const unpack = (zip: Buffer, prefix: string, into: string): string => {
  const hash = createHash('sha256')
  const entries = entriesOf(zip).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const { name, bytes } of entries) {
    const content = bytes()
    hash.update(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    const path = join(into, name.slice(prefix.length))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode: /\/(bin|pkg\/tool)\//.test(name) ? 0o755 : 0o644 })
  }
  return hash.digest('base64')
}

/** A Go toolchain: this machine's, or one from the Go registry, checked by its hash and kept for the next run. */
export const goFolder = async (): Promise<string | undefined> => {
  if (hasGo) return undefined
  if (platform === undefined) throw new Error(`no Go toolchain is known for ${process.arch}`)
  const place = join(testCache, `${version}-${platform.name}`)
  if (existsSync(place)) return join(place, 'bin')
  const module = `v0.0.1-${version}.${platform.name}`
  const got = await fetch(`${proxy()}/golang.org/toolchain/@v/${module}.zip`)
  if (!got.ok) throw new Error(`${got.url}: ${got.status}`)
  mkdirSync(testCache, { recursive: true })
  const half = mkdtempSync(join(testCache, '.go-'))
  try {
    const hash = unpack(Buffer.from(await got.arrayBuffer()), `golang.org/toolchain@${module}/`, half)
    if (hash !== platform.hash) throw new Error(`${got.url} has the hash ${hash}, not ${platform.hash}`)
    renameSync(half, place)
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
  return join(place, 'bin')
}
