import type { Split } from '../../../ports/router.ts'
import type { RunEntry } from '../runs/run-entry.ts'
import type { Listeners } from '../sockets/listeners.ts'
import type { Group, Subject } from '../telemetry/group.ts'
import { Inner } from './inner.ts'

export type InnerParts = {
  readonly listeners: Listeners
  readonly split: (environment: string) => Split | undefined
  readonly group: (subject: Subject) => Group
  readonly trouble: (where: string, error: unknown) => void
}

/** On which side of its environment's split a run is; null where on both, or on none. */
const sideOf = (split: Split | undefined, key: string): 'old' | 'new' | null => {
  const old = split?.old?.runs.includes(key) === true
  const next = split?.new?.runs.includes(key) === true
  return old === next ? null : old ? 'old' : 'new'
}

/** The inner addresses of all runs that there are: each open as long as its run. */
export class InnerFronts {
  readonly #parts: InnerParts
  readonly #open = new Map<string, RunEntry>()
  readonly #groups = new WeakMap<RunEntry, { readonly split: Split | undefined; readonly group: Group }>()

  constructor(parts: InnerParts) {
    this.#parts = parts
  }

  /** Opens what is missing, closes what is not wanted any more. */
  sync(entries: Iterable<RunEntry>): void {
    const wanted = new Map<string, RunEntry>()
    for (const entry of entries) if (entry.inner !== undefined) wanted.set(`127.0.0.1:${entry.inner}`, entry)
    const { listeners, trouble } = this.#parts
    for (const [address, entry] of this.#open) {
      if (wanted.get(address) === entry) continue
      this.#open.delete(address)
      listeners.close(address)
    }
    for (const [address, entry] of wanted) {
      if (this.#open.get(address) === entry && listeners.has(address)) continue
      this.#open.set(address, entry)
      const destination = new Inner(entry, (run) => this.#group(run))
      listeners.open(address, destination).catch((error: unknown) => trouble(`listen on ${address}`, error))
    }
  }

  /** Hops are counted by the split in force when they began. */
  #group(run: RunEntry): Group {
    const environment = run.key.split('/').slice(0, 2).join('/')
    const split = this.#parts.split(environment)
    const known = this.#groups.get(run)
    if (known !== undefined && known.split === split) return known.group
    const side = sideOf(split, run.key)
    const group = this.#parts.group({
      environment,
      generation: split?.generation ?? 0,
      weight: split?.weight ?? 0,
      kind: 'inner',
      side,
      release: side === null ? null : (split?.[side]?.release ?? null),
      component: run.component,
      revision: run.revision,
      route: run.component,
    })
    this.#groups.set(run, { split, group })
    return group
  }
}
