import type { Problem } from '../../../kernel/problem.ts'
import { problemsOf } from '../tls/files.ts'
import type { Certificates } from '../tls/keyring.ts'
import { type Pair, pairOf } from '../tls/pair.ts'
import { OrderFailed } from './authority.ts'
import * as say from './messages.ts'
import type { AcmeStore, StoredPair } from './store.ts'

/** Public servers allow five failures an hour and host: each wait is four times the one before, up to this. */
const longestWait = 3_600_000
const firstWait = 30_000
const mostWords = 300

type Host = {
  pair: Pair | undefined
  ordering: boolean
  failures: number
  /** Milliseconds since the epoch; not before. */
  next: number
  problem: Problem | undefined
}

export type Orders = { order(host: string): Promise<StoredPair> }

/** A certificate for each host, ordered and renewed at a third of its life left; each host stands and falls alone. */
export class AcmeCertificates implements Certificates {
  readonly #store: AcmeStore
  readonly #authority: Orders
  readonly #firstWait: number
  readonly #now: () => number
  readonly #hosts = new Map<string, Host>()
  #changed = true
  #closed = false

  constructor(store: AcmeStore, authority: Orders, given: { firstWait?: number; now?: () => number } = {}) {
    this.#store = store
    this.#authority = authority
    this.#firstWait = given.firstWait ?? firstWait
    this.#now = given.now ?? Date.now
  }

  get pairs(): readonly Pair[] {
    return [...this.#hosts.values()].flatMap(({ pair }) => pair ?? [])
  }

  want(hosts: readonly string[]): void {
    for (const host of this.#hosts.keys()) if (!hosts.includes(host)) this.#hosts.delete(host)
    for (const host of hosts) {
      if (this.#hosts.has(host)) continue
      const pair = this.#read(host, this.#store.pair(host))
      this.#hosts.set(host, { pair, ordering: false, failures: 0, next: 0, problem: undefined })
    }
    this.#changed = true
  }

  refresh(): boolean {
    const now = this.#now()
    for (const [name, host] of this.#hosts) {
      if (!host.ordering && now >= host.next && isDue(host.pair, now)) void this.#order(name, host)
    }
    const changed = this.#changed
    this.#changed = false
    return changed
  }

  problems(_hosts: readonly string[], now: number): readonly Problem[] {
    return [...this.#hosts].flatMap(([name, { pair, problem }]) => [
      ...(problem === undefined ? [] : [problem]),
      ...(pair === undefined ? [] : problemsOf([{ file: this.#store.path(name), pair }], [name], now)),
    ])
  }

  close(): void {
    this.#closed = true
    this.#hosts.clear()
  }

  #read(name: string, stored: StoredPair | undefined): Pair | undefined {
    if (stored === undefined) return undefined
    const file = this.#store.path(name)
    try {
      return pairOf({ file, pem: stored.certificate }, { file, pem: stored.key })
    } catch {
      // A file that was damaged is as good as none: another certificate is ordered.
      return undefined
    }
  }

  async #order(name: string, host: Host): Promise<void> {
    host.ordering = true
    try {
      const stored = await this.#authority.order(name)
      host.pair = this.#read(name, stored)
      host.failures = 0
      host.next = 0
      host.problem = undefined
    } catch (error) {
      host.failures += 1
      const wait = Math.min(longestWait, this.#firstWait * 4 ** (host.failures - 1))
      host.next = Math.max(this.#now() + wait, retryAt(error, this.#now()))
      host.problem = problemOf(name, host, error)
    } finally {
      host.ordering = false
      this.#changed = !this.#closed
    }
  }
}

/** At a third of life left: early enough for weeks of failures. */
const isDue = (pair: Pair | undefined, now: number): boolean =>
  pair === undefined || now >= pair.notAfter - (pair.notAfter - pair.notBefore) / 3

/** `Retry-After`: seconds or a date; never more than a day, whatever it says. */
const retryAt = (error: unknown, now: number): number => {
  const words = error instanceof OrderFailed ? error.said.retryAfter : undefined
  if (words === undefined) return 0
  const at = /^\d{1,7}$/.test(words) ? now + Number(words) * 1_000 : Date.parse(words)
  return Number.isNaN(at) ? 0 : Math.min(at, now + 86_400_000)
}

const problemOf = (host: string, { pair, next }: Host, error: unknown): Problem => {
  const said = error instanceof OrderFailed ? error.said : {}
  const words = (error instanceof Error ? error.message : String(error))
    .replaceAll(/\s+/g, ' ')
    .slice(0, mostWords)
  const failed = { host, words, notAfter: pair?.notAfter }
  if (said.status === 429 || said.type?.endsWith(':rateLimited') === true)
    return say.rateLimited(failed, next)
  const silent = said.network !== undefined || (said.status ?? 0) >= 500
  return silent ? say.unreachable(failed) : say.refused(failed)
}
