import { ProblemError } from '../../kernel/problem.ts'
import type { EnvironmentKey, Router, RouterReading, Split, SplitReading } from '../../ports/router.ts'
import { checkGeneration, checkSplit } from './edge/check.ts'
import { compile } from './edge/compiled.ts'
import { Edge } from './edge/edge.ts'
import { addressOfAnother, staleGeneration } from './messages.ts'
import type { RunTable } from './runs/run-table.ts'
import type { Listeners } from './sockets/listeners.ts'
import type { ProxyState, StateFile } from './state.ts'
import type { Group, Subject } from './telemetry/group.ts'
import type { Pulse } from './telemetry/recorder.ts'

export type TrafficParts = {
  readonly file: StateFile
  readonly runs: RunTable
  readonly listeners: Listeners
  readonly group: (subject: Subject) => Group
}

/** The edge of every environment: what is stored, what is served, and the fence between them and late effects. */
export class Traffic implements Router {
  readonly #parts: TrafficParts
  readonly #edges = new Map<EnvironmentKey, Edge>()
  #state: ProxyState
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: TrafficParts, state: ProxyState) {
    this.#parts = parts
    this.#state = state
  }

  /** Serves what is stored; `wanted` says which addresses that takes. */
  begin(state: ProxyState): void {
    this.#state = state
    for (const split of Object.values(this.#state.splits)) this.#serve(split)
  }

  route(split: Split): Promise<SplitReading> {
    return this.#inTurn(async () => {
      checkSplit(split)
      const { environment } = split
      this.#pass(environment, split.generation)
      this.#checkAddresses(split)
      const before = this.#state.splits[environment]?.listen ?? []
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
      const before = this.#state.splits[environment]?.listen ?? []
      await this.#store(environment, generation, undefined)
      this.#edges.get(environment)?.serve(undefined)
      this.#edges.delete(environment)
      this.#closeUnwanted(before)
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

  /** Public addresses that should be open, with whom they lead to. */
  wanted(): ReadonlyMap<string, Edge> {
    const wanted = new Map<string, Edge>()
    for (const split of Object.values(this.#state.splits)) {
      for (const address of split.listen) wanted.set(address, this.#edge(split.environment))
    }
    return wanted
  }

  /** Runs that some split names. */
  named(): ReadonlySet<string> {
    const splits = Object.values(this.#state.splits)
    return new Set(splits.flatMap(({ old, new: next }) => [...runsOf(old), ...runsOf(next)]))
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

  #checkAddresses(split: Split): void {
    for (const other of Object.values(this.#state.splits)) {
      if (other.environment === split.environment) continue
      const taken = split.listen.find((address) => other.listen.includes(address))
      if (taken !== undefined) throw new ProblemError(addressOfAnother(taken, other.environment))
    }
  }

  /** Opens what is not open yet, all or none; answers with what it opened. */
  async #open(split: Split): Promise<readonly string[]> {
    const { listeners } = this.#parts
    const missing = split.listen.filter((address) => !listeners.has(address))
    try {
      for (const address of missing) await listeners.open(address, this.#edge(split.environment))
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
    const next = { bootId, splits, fences: { ...this.#state.fences, [environment]: generation } }
    await this.#parts.file.write(next)
    this.#state = next
  }

  #serve(split: Split): void {
    const { runs, group } = this.#parts
    this.#edge(split.environment).serve(compile(split, { entry: (key) => runs.entry(key), group }))
    for (const key of this.named()) runs.entry(key)
    runs.prune(this.named())
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
    const listening = split.listen.filter((address) => this.#parts.listeners.has(address))
    const generation = Math.max(split.generation, this.#state.fences[environment] ?? 0)
    const sides = { old: split.old?.release ?? null, new: split.new?.release ?? null }
    return { environment, generation, weight, boot, ...sides, open, lastStarted, listening }
  }
}

const runsOf = (side: Split['old']): readonly string[] =>
  side === null ? [] : [...side.runs, ...side.routes.map((route) => route.run)]
