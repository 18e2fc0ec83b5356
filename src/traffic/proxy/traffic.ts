import { ProblemError } from '../../kernel/problem.ts'
import type {
  EnvironmentKey,
  Maintenance,
  Router,
  RouterReading,
  Split,
  SplitReading,
} from '../../ports/router.ts'
import type { AccessLogs } from './access/log.ts'
import type { Assets } from './assets/assets.ts'
import { checkGeneration, checkSplit } from './edge/check.ts'
import { checkClaims } from './edge/claims.ts'
import { compile } from './edge/compiled.ts'
import { type Door, Doors } from './edge/doors.ts'
import { Edge } from './edge/edge.ts'
import { addressesOf, hostsOf } from './edge/hosts.ts'
import { staleGeneration } from './messages.ts'
import type { RunTable } from './runs/run-table.ts'
import type { Listeners } from './sockets/listeners.ts'
import type { ProxyState, StateFile } from './state.ts'
import type { Group, Subject } from './telemetry/group.ts'
import type { Pulse } from './telemetry/recorder.ts'
import type { Keyring } from './tls/keyring.ts'

export type TrafficParts = {
  readonly file: StateFile
  readonly runs: RunTable
  readonly listeners: Listeners
  readonly keyring: Keyring
  readonly access: AccessLogs
  readonly assets: Assets
  /** Deletes certificates that were ordered for these hosts. */
  readonly forgetOrdered: (hosts: readonly string[]) => Promise<void>
  readonly group: (subject: Subject) => Group
}

/** The edge of every environment: what is stored, what is served, and the fence between them and late effects. */
export class Traffic implements Router {
  readonly #parts: TrafficParts
  readonly #edges = new Map<EnvironmentKey, Edge>()
  readonly #doors: Doors
  #state: ProxyState
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: TrafficParts, state: ProxyState) {
    this.#parts = parts
    this.#state = state
    this.#doors = new Doors(parts.keyring)
  }

  /** Serves what is stored; `wanted` says which addresses that takes. */
  begin(state: ProxyState): void {
    this.#state = state
    for (const split of Object.values(this.#state.splits)) this.#serve(split)
    for (const [environment, wanted] of Object.entries(state.maintenance ?? {})) {
      this.#edge(environment).maintain(wanted)
    }
  }

  route(split: Split): Promise<SplitReading> {
    return this.#inTurn(async () => {
      checkSplit(split)
      const { environment } = split
      this.#pass(environment, split.generation)
      checkClaims(split, this.#splits)
      const before = this.#addresses(environment)
      const opened = await this.#open(split)
      try {
        await this.#store(environment, split.generation, split)
      } catch (error) {
        this.#closeUnwanted(opened)
        throw error
      }
      this.#serve(split)
      this.#closeUnwanted(before)
      return this.#reading(split)
    })
  }

  async check(split: Split): Promise<void> {
    checkSplit(split)
    checkClaims(split, this.#splits)
    this.#parts.keyring.check(split, this.#state.splits[split.environment])
  }

  hold(environment: EnvironmentKey, generation: number): Promise<void> {
    return this.#inTurn(async () => {
      checkGeneration(environment, generation)
      this.#pass(environment, generation)
      await this.#store(environment, generation, this.#state.splits[environment])
    })
  }

  remove(environment: EnvironmentKey, generation: number): Promise<void> {
    return this.#inTurn(async () => {
      checkGeneration(environment, generation)
      this.#pass(environment, generation)
      const before = this.#addresses(environment)
      await this.#store(environment, generation, undefined)
      this.#edges.get(environment)?.serve(undefined)
      this.#edges.delete(environment)
      this.#parts.keyring.forget(environment)
      this.#parts.assets.forget(environment)
      this.#furnish()
      this.#closeUnwanted(before)
    })
  }

  forget(environment: EnvironmentKey, hosts: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.splits[environment] !== undefined) return
      const { [environment]: _, ...maintenance } = this.#state.maintenance ?? {}
      const next = { ...this.#state, maintenance }
      await this.#parts.file.write(next)
      this.#state = next
      await this.#parts.access.forget(environment)
      const named = new Set(Object.values(this.#state.splits).flatMap((split) => [...hostsOf(split).names]))
      await this.#parts.forgetOrdered(hosts.filter((host) => !named.has(host)))
    })
  }

  maintain(environment: EnvironmentKey, wanted: Maintenance): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#state.maintenance?.[environment]
      if (known !== undefined && wanted.seq < known.seq)
        throw new ProblemError(staleGeneration(environment, wanted.seq, known.seq))
      const next = { ...this.#state, maintenance: { ...this.#state.maintenance, [environment]: wanted } }
      await this.#parts.file.write(next)
      this.#state = next
      this.#edge(environment).maintain(wanted)
    })
  }

  async read(): Promise<RouterReading> {
    const splits = Object.values(this.#state.splits).map((split) => this.#reading(split))
    return { at: Date.now(), pid: process.pid, splits, fences: this.#state.fences }
  }

  pulses(): readonly Pulse[] {
    return [...this.#edges.values()].flatMap((edge) => edge.pulse ?? [])
  }

  split(environment: EnvironmentKey): Split | undefined {
    return this.#state.splits[environment]
  }

  /** Public addresses that should be open, with what is behind each. */
  wanted(): ReadonlyMap<string, Door> {
    return this.#doors.all
  }

  /** Runs that some split names. */
  named(): ReadonlySet<string> {
    return new Set(this.#splits.flatMap(({ old, new: next }) => [...runsOf(old), ...runsOf(next)]))
  }

  #word(environment: EnvironmentKey): Pick<SplitReading, 'maintenance'> {
    const word = this.#state.maintenance?.[environment]
    return word === undefined ? {} : { maintenance: { seq: word.seq, on: word.on } }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act)
    this.#turn = next.catch(() => undefined)
    return next
  }

  #pass(environment: EnvironmentKey, generation: number): void {
    const highest = this.#state.fences[environment] ?? 0
    if (generation < highest) throw new ProblemError(staleGeneration(environment, generation, highest))
  }

  get #splits(): readonly Split[] {
    return Object.values(this.#state.splits)
  }

  #addresses(environment: EnvironmentKey): readonly string[] {
    const split = this.#state.splits[environment]
    return split === undefined ? [] : [...addressesOf(split).keys()]
  }

  /** Opens what is not open yet, all or none; answers with what it opened. */
  async #open(split: Split): Promise<readonly string[]> {
    const { listeners } = this.#parts
    const missing = [...addressesOf(split).keys()].filter((address) => !listeners.has(address))
    try {
      for (const address of missing) {
        const { doorway, secure } = this.#doors.door(address, addressesOf(split).get(address) === 'tls')
        await listeners.open(address, doorway, secure)
      }
    } catch (error) {
      this.#closeUnwanted(missing)
      throw error
    }
    return missing
  }

  #closeUnwanted(addresses: readonly string[]): void {
    const wanted = this.wanted()
    for (const address of addresses) {
      if (!wanted.has(address)) this.#parts.listeners.close(address)
    }
  }

  async #store(environment: EnvironmentKey, generation: number, split: Split | undefined): Promise<void> {
    const { bootId } = this.#state
    const { [environment]: _before, ...others } = this.#state.splits
    const splits = split === undefined ? others : { ...others, [environment]: split }
    const next = {
      ...this.#state,
      bootId,
      splits,
      fences: { ...this.#state.fences, [environment]: generation },
    }
    await this.#parts.file.write(next)
    this.#state = next
  }

  #serve(split: Split): void {
    const { runs, group, access, assets } = this.#parts
    this.#edge(split.environment).serve(
      compile(split, {
        entry: (key) => runs.entry(key),
        group,
        access: (key) => access.of(key),
        asset: (key, target) => assets.find(key, target),
      }),
    )
    for (const key of this.named()) runs.entry(key)
    runs.prune(this.named())
    this.#parts.keyring.keep(split)
    assets.keep(split)
    this.#furnish()
  }

  /** Every address leads to the environments that have it now; one that speaks otherwise now is opened anew. */
  #furnish(): void {
    this.#doors.serve(this.#splits, (environment) => this.#edge(environment))
    const { listeners } = this.#parts
    for (const [address, { doorway, secure, crowd }] of this.wanted()) {
      const front = listeners.front(address)
      if (front !== undefined && crowd !== undefined) front.crowd = crowd
      if (!listeners.has(address) || listeners.speaks(address, secure !== undefined)) continue
      // What fails here is tried again by whoever looks after the addresses.
      listeners.open(address, doorway, secure).catch(() => undefined)
    }
  }

  #edge(environment: EnvironmentKey): Edge {
    const known = this.#edges.get(environment)
    if (known !== undefined) return known
    const edge = new Edge()
    this.#edges.set(environment, edge)
    return edge
  }

  /** The generation is the fence: a split that was held since is as little to be changed by what came before. */
  #reading(split: Split): SplitReading {
    const { environment, weight, boot } = split
    const open: Record<string, number> = {}
    const lastStarted: Record<string, number> = {}
    for (const entry of this.#parts.runs.entries) {
      if (!entry.key.startsWith(`${environment}/`)) continue
      open[entry.key] = entry.open
      if (entry.lastStarted !== undefined) lastStarted[entry.key] = entry.lastStarted
    }
    const listening = [...addressesOf(split).keys()].filter((address) => this.#parts.listeners.has(address))
    const notices = this.#parts.keyring.notices(environment)
    const certificates = this.#parts.keyring.certificates(environment)
    const generation = Math.max(split.generation, this.#state.fences[environment] ?? 0)
    const sides = { old: split.old?.release ?? null, new: split.new?.release ?? null }
    return {
      environment,
      generation,
      weight,
      boot,
      ...sides,
      open,
      lastStarted,
      listening,
      ...(certificates.length === 0 ? {} : { certificates }),
      notices,
      ...this.#word(environment),
    }
  }
}

const runsOf = (side: Split['old']): readonly string[] =>
  side === null ? [] : [...side.runs, ...side.routes.map((route) => route.run)]
