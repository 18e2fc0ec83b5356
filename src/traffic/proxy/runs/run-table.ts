import type { RunKey, Supervision, SupervisorList } from '../../../ports/supervision.ts'
import { RunEntry } from './run-entry.ts'

const firstRetry = 50
const longestRetry = 1_000
const period = 1_000

/**
 * What the supervisor says of runs, as long as it says anything: while it is dead, the last list stands. Entries stay
 * the same object for a key, so that splits may hold on to them.
 */
export class RunTable {
  readonly #supervision: Pick<Supervision, 'watch' | 'drained'>
  readonly #entries = new Map<RunKey, RunEntry>()
  readonly #heard: (list: SupervisorList) => void
  readonly #emptied = new Set<string>()
  #list: SupervisorList | undefined
  #unwatch: (() => void) | undefined
  #retry = firstRetry
  #timers: NodeJS.Timeout[] = []
  #closed = false
  #flushing = false

  constructor(supervision: Pick<Supervision, 'watch' | 'drained'>, heard: (list: SupervisorList) => void) {
    this.#supervision = supervision
    this.#heard = heard
  }

  get list(): SupervisorList | undefined {
    return this.#list
  }

  get entries(): Iterable<RunEntry> {
    return this.#entries.values()
  }

  /** The entry of a run, also of one that the supervisor has not told of yet. */
  entry(key: RunKey): RunEntry {
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry = new RunEntry(key, (emptied) => this.#report(emptied))
    this.#entries.set(key, entry)
    const run = this.#list?.runs.find((one) => one.key === key)
    if (run !== undefined) entry.update(run)
    return entry
  }

  start(): void {
    this.#watch()
    this.#timers.push(setInterval(() => this.#sweep(), period))
  }

  close(): void {
    this.#closed = true
    this.#unwatch?.()
    for (const timer of this.#timers) clearInterval(timer)
  }

  /** Takes away entries that nobody names and that have nothing under way. */
  prune(named: ReadonlySet<RunKey>): void {
    const told = new Set(this.#list?.runs.map((run) => run.key))
    for (const [key, entry] of this.#entries) {
      if (!named.has(key) && !told.has(key) && entry.open === 0) this.#entries.delete(key)
    }
  }

  #watch(): void {
    if (this.#closed) return
    this.#unwatch = this.#supervision.watch(
      (list) => this.#hear(list),
      () => {
        this.#unwatch?.()
        this.#timers.push(setTimeout(() => this.#watch(), this.#retry))
        this.#retry = Math.min(longestRetry, this.#retry * 2)
      },
    )
  }

  #hear(list: SupervisorList): void {
    this.#retry = firstRetry
    this.#list = list
    const told = new Set(list.runs.map((run) => run.key))
    for (const run of list.runs) {
      if (run.value === 'absent') this.#entries.get(run.key)?.forget()
      else this.entry(run.key).update(run)
    }
    for (const [key, entry] of this.#entries) {
      if (!told.has(key) && !list.unknown.includes(key)) entry.forget()
    }
    this.#heard(list)
  }

  #sweep(): void {
    const now = performance.now()
    for (const entry of this.#entries.values()) {
      entry.sweep(now)
      if (entry.emptied().length > 0) this.#report(entry)
    }
  }

  /** Said again every second while it is so: a supervisor that was away hears it too. */
  #report(entry: RunEntry): void {
    for (const id of entry.emptied()) this.#emptied.add(id)
    if (this.#flushing || this.#emptied.size === 0) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = false
      const instances = [...this.#emptied]
      this.#emptied.clear()
      if (!this.#closed) this.#supervision.drained(instances).catch(() => undefined)
    })
  }
}
