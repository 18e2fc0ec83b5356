import { type Problem, ProblemError } from '../../../kernel/problem.ts'
import type { EnvironmentKey, Split, SplitReading, Tls } from '../../../ports/router.ts'
import { Challenges } from '../acme/challenges.ts'
import { hostsOf } from '../edge/hosts.ts'
import type { Secure } from '../http/server.ts'
import { FilePairs, problemsOf, readPair } from './files.ts'
import { Notices } from './notices.ts'
import { covers, namesOf, type Pair } from './pair.ts'

/** Certificates of one environment, wherever they come from. */
export interface Certificates {
  readonly pairs: readonly Pair[]
  /** The hosts that they are for; files say themselves whom they are for. */
  want?(hosts: readonly string[]): void
  /** Looks after them; true when others are shown from now on. */
  refresh(): boolean
  /** What is wrong, for these hosts at this time. */
  problems(hosts: readonly string[], now: number): readonly Problem[]
  close(): void
}

type Held = {
  readonly key: string
  readonly hosts: readonly string[]
  /** It answers whatever host is asked for. */
  readonly any: boolean
  readonly certificates: Certificates
}

/** Between two looks at files, in milliseconds. */
const lookEvery = 2_000
const maxNames = 10_000

/** Which certificate is shown at one address: that of the environments there which speaks for the name. */
export class AddressKeys implements Secure {
  readonly #held: (environment: EnvironmentKey) => Held | undefined
  readonly #found = new Map<string, Pair | undefined>()
  #environments: readonly EnvironmentKey[] = []

  constructor(held: (environment: EnvironmentKey) => Held | undefined) {
    this.#held = held
  }

  belongsTo(environments: readonly EnvironmentKey[]): void {
    this.#environments = environments
    this.forget()
  }

  /** Certificates have changed. */
  forget(): void {
    this.#found.clear()
  }

  first(): Pair | undefined {
    return this.#all(false)[0]
  }

  context(name: string): Pair['context'] | undefined {
    return this.#find(name.toLowerCase())?.context
  }

  #all(any: boolean): readonly Pair[] {
    const held = this.#environments.flatMap((environment) => this.#held(environment) ?? [])
    return held.filter((one) => one.any || !any).flatMap((one) => one.certificates.pairs)
  }

  /**
   * Of several that speak for a name, the one that is valid longest; where none does, that of an environment which
   * answers whatever host is asked for.
   */
  #find(name: string): Pair | undefined {
    if (this.#found.has(name)) return this.#found.get(name)
    const fitting = this.#all(false).filter((pair) => covers(pair, name))
    const pair = fitting.toSorted((a, b) => b.notAfter - a.notAfter)[0] ?? this.#all(true)[0]
    if (this.#found.size >= maxNames) this.#found.clear()
    this.#found.set(name, pair)
    return pair
  }
}

export type KeyringParts = {
  readonly acme: (tls: Extract<Tls, { kind: 'acme' }>, challenges: Challenges) => Certificates
  readonly trouble: (where: string, error: unknown) => void
  readonly changed: () => void
}

/** All certificates of a data plane; each environment's stand and fall alone. */
export class Keyring {
  readonly challenges = new Challenges()
  readonly #parts: KeyringParts
  readonly #held = new Map<EnvironmentKey, Held>()
  readonly #addresses = new Map<string, AddressKeys>()
  readonly #notices: Notices
  #looked = 0

  constructor(parts: KeyringParts) {
    this.#parts = parts
    this.#notices = new Notices(parts.trouble)
  }

  of(address: string): AddressKeys {
    const known = this.#addresses.get(address)
    if (known !== undefined) return known
    const keys = new AddressKeys((environment) => this.#held.get(environment))
    this.#addresses.set(address, keys)
    return keys
  }

  /** Throws what is wrong with the certificates of a split, unless it is wrong with the served one's too. */
  check(split: Split, served: Split | undefined): void {
    const tls = split.edge?.tls ?? null
    if (tls === null || tls.kind === 'acme') return
    const hosts = [...hostsOf(split).names]
    const before = served === undefined ? '' : JSON.stringify([served.edge?.tls, [...hostsOf(served).names]])
    // A renewal that was missed holds no release up: what is served goes on as it was, and is said.
    if (before === JSON.stringify([tls, hosts])) return
    const read = tls.pairs.map((files) => ({ file: files.certificate, pair: readPair(files) }))
    const found = problemsOf(read, hosts, Date.now())
    const bad = found.filter(({ code }) => code !== 'certificate-expires-soon')
    if (bad.length > 0) throw new ProblemError(bad)
  }

  /** From now on these are the certificates of the split's environment. */
  keep(split: Split): void {
    const { environment } = split
    const tls = split.edge?.tls ?? null
    if (tls === null) return void this.forget(environment)
    const { any, names } = hostsOf(split)
    const hosts = [...names]
    const key = JSON.stringify(tls)
    const held = this.#held.get(environment)
    if (held?.key === key && held.any === any && held.hosts.join() === hosts.join()) return
    const certificates = held?.key === key ? held.certificates : this.#made(tls)
    if (held !== undefined && held.certificates !== certificates) held.certificates.close()
    this.#held.set(environment, { key, hosts, any, certificates })
    certificates.want?.(hosts)
    this.#look()
  }

  forget(environment: EnvironmentKey): void {
    const held = this.#held.get(environment)
    if (held === undefined) return
    held.certificates.close()
    this.#held.delete(environment)
    this.#notices.say(environment, [])
    this.#forgetFound()
  }

  /** What is shown for an environment. */
  certificates(environment: EnvironmentKey): NonNullable<SplitReading['certificates']> {
    const pairs = this.#held.get(environment)?.certificates.pairs ?? []
    return pairs.map((pair) => ({ names: namesOf(pair), until: pair.notAfter }))
  }

  notices(environment: EnvironmentKey): readonly Problem[] {
    return this.#notices.of(environment)
  }

  /** Called often: looks at files and lives when it is time. */
  tick(): void {
    const now = performance.now()
    if (now - this.#looked < lookEvery) return
    this.#looked = now
    this.#look()
  }

  close(): void {
    for (const { certificates } of this.#held.values()) certificates.close()
  }

  #look(): void {
    let changed = false
    for (const [environment, { hosts, certificates }] of this.#held) {
      changed = certificates.refresh() || changed
      this.#notices.say(environment, certificates.problems(hosts, Date.now()))
    }
    this.#forgetFound()
    if (changed) this.#parts.changed()
  }

  #forgetFound(): void {
    for (const keys of this.#addresses.values()) keys.forget()
  }

  #made(tls: Tls): Certificates {
    if (tls.kind === 'acme') return this.#parts.acme(tls, this.challenges)
    return new FilePairs(tls.pairs)
  }
}
