import type { Split } from '../../../ports/router.ts'
import type { Crowd } from '../http/front.ts'
import type { AddressKeys, Keyring } from '../tls/keyring.ts'
import { Doorway, type Tenant } from './doorway.ts'
import type { Edge } from './edge.ts'
import { addressesOf, hostsOf } from './hosts.ts'

/** An address as it should be open; `secure` where it speaks TLS. */
export type Door = {
  readonly doorway: Doorway
  readonly secure: AddressKeys | undefined
  readonly crowd?: Crowd
}

/** Those who share an address share the highest of what each allows. */
const crowdOf = (edges: readonly Edge[]): Crowd => {
  const limits = edges.map(({ rules }) => rules.limits)
  return {
    connections: Math.max(...limits.map((one) => one.connections)),
    perClient: Math.max(...limits.map((one) => one.perClient)),
    exempt: (address) => edges.some(({ rules }) => rules.trusts(address)),
  }
}

/** Every public address, with the environments behind it. */
export class Doors {
  readonly #keyring: Keyring
  readonly #doorways = new Map<string, Doorway>()
  #all = new Map<string, Door>()

  constructor(keyring: Keyring) {
    this.#keyring = keyring
  }

  get all(): ReadonlyMap<string, Door> {
    return this.#all
  }

  /** What an address is opened with, before anything is behind it. */
  door(address: string, tls: boolean): Door {
    const known = this.#doorways.get(address)
    const doorway = known ?? new Doorway(this.#keyring.challenges)
    this.#doorways.set(address, doorway)
    return { doorway, secure: tls ? this.#keyring.of(address) : undefined }
  }

  /** From the next request on, addresses lead to the environments of these splits. */
  serve(splits: readonly Split[], edge: (environment: string) => Edge): void {
    const tenants = new Map<string, { tls: boolean; environments: string[]; behind: Tenant[] }>()
    for (const split of splits) {
      for (const [address, purpose] of addressesOf(split)) {
        const at = tenants.get(address) ?? { tls: purpose === 'tls', environments: [], behind: [] }
        at.environments.push(split.environment)
        at.behind.push({ edge: edge(split.environment), hosts: hostsOf(split), purpose })
        tenants.set(address, at)
      }
    }
    this.#all = new Map()
    for (const [address, { tls, environments, behind }] of tenants) {
      const door = this.door(address, tls)
      door.doorway.serve(behind)
      door.secure?.belongsTo(environments)
      this.#all.set(address, { ...door, crowd: crowdOf(behind.map((one) => one.edge)) })
    }
    for (const address of this.#doorways.keys()) if (!tenants.has(address)) this.#doorways.delete(address)
  }
}
