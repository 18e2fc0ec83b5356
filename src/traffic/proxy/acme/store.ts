import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../../folder/durable.ts'

/** A key and what the ACME server knows it by. */
export type StoredAccount = { readonly key: string; readonly url: string }
export type StoredPair = { readonly certificate: string; readonly key: string }

const read = <Value>(path: string): Value | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Value
  } catch {
    // Missing or broken: made anew.
    return undefined
  }
}

const nameOf = (host: string): string => `host-${host.replaceAll(/[^a-z0-9.-]/g, '_')}`

/** Deletes what every ACME server gave for these hosts; accounts stay: they are the machine's. */
export const forgetHosts = async (root: string, hosts: readonly string[]): Promise<void> => {
  for (const server of await readdir(root).catch(() => []))
    for (const host of hosts) await rm(join(root, server, `${nameOf(host)}.json`), { force: true })
}

/** What a data plane keeps of one ACME server: its account, and one file a host, each written whole. Mode 0600. */
export class AcmeStore {
  readonly #folder: string

  constructor(root: string, directory: string) {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 16)
    this.#folder = join(root, name)
  }

  account(): StoredAccount | undefined {
    const account = read<Partial<StoredAccount>>(this.#path('account'))
    const { key, url } = account ?? {}
    return typeof key === 'string' && typeof url === 'string' ? { key, url } : undefined
  }

  pair(host: string): StoredPair | undefined {
    const { certificate, key } = read<Partial<StoredPair>>(this.path(host)) ?? {}
    return typeof certificate === 'string' && typeof key === 'string' ? { certificate, key } : undefined
  }

  path(host: string): string {
    return this.#path(nameOf(host))
  }

  keepAccount(account: StoredAccount): Promise<void> {
    return this.#write(this.#path('account'), account)
  }

  keepPair(host: string, pair: StoredPair): Promise<void> {
    return this.#write(this.path(host), pair)
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`)
  }

  #write(path: string, value: object): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    return writeDurably(path, JSON.stringify(value))
  }
}
