import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../kernel/problem.ts'
import type { Run, RunKey, RunSpec } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { checkFence, raiseFence } from './fences.ts'
import { applicationOf, keyOfInstance } from './marks.ts'
import { killMembers } from './members.ts'
import { notRunning } from './messages.ts'
import { give } from './privileges.ts'
import { isAlive, type Marked, markedProcesses, markOf } from './proc.ts'
import { RunLife } from './run.ts'
import type { InstanceRecord, RunRecord } from './state.ts'
import { adopt, type Watched } from './watched.ts'

/** A process that was forked but has not become its command yet carries no mark: so long a second look waits. */
const secondLook = 300
/** The start of no process: one that is looked for in vain. */
const gone = -1

/** Every run of the data folder, and what may be asked of them. */
export class Runs {
  readonly #context: Context
  readonly #lives = new Map<RunKey, RunLife>()

  constructor(context: Context) {
    this.#context = context
  }

  list(): readonly Run[] {
    return [...this.#lives.values()].map((life) => life.list())
  }

  async run(key: RunKey, generation: number, spec: RunSpec): Promise<void> {
    const { keeper, holder } = this.#context
    const { state } = keeper
    checkFence(state, key, generation)
    await this.#settleUser(key, spec)
    await holder.reserve(key)
    keeper.request(() => {
      const undo = raiseFence(state, key, generation)
      const record = state.runs[key]
      const before = record === undefined ? undefined : { ...record }
      if (record === undefined) state.runs[key] = newRecord(key, generation, spec)
      else Object.assign(record, { generation, spec, stopping: false })
      return () => {
        undo()
        if (record === undefined) delete state.runs[key]
        else Object.assign(record, before)
      }
    })
    this.#lifeOf(key)?.reconcile()
  }

  /** The application's user is known, and has its folders, before anything is promised. */
  async #settleUser(key: RunKey, spec: RunSpec): Promise<void> {
    const { users, folder } = this.#context
    if (users !== null) await give(folder, spec.gives ?? [], users.own(), users.of(applicationOf(key)))
  }

  /** Whether anything of an application is to run, or still does. */
  has(application: string): boolean {
    return Object.keys(this.#context.keeper.state.runs).some((key) => applicationOf(key) === application)
  }

  stop(key: RunKey, generation: number): void {
    const { keeper, holder } = this.#context
    const { state } = keeper
    keeper.request(() => {
      const undo = raiseFence(state, key, generation)
      const record = state.runs[key]
      if (record === undefined) return undo
      const { stopping } = record
      Object.assign(record, { generation, stopping: true })
      return () => {
        undo()
        record.stopping = stopping
      }
    })
    const life = this.#lifeOf(key)
    if (life !== undefined) life.reconcile()
    else if (state.inner[key] !== undefined) {
      holder.release(key)
      keeper.save()
    }
  }

  hold(key: RunKey, generation: number): void {
    const { keeper } = this.#context
    keeper.request(() => raiseFence(keeper.state, key, generation))
  }

  restart(key: RunKey, generation: number): void {
    const { keeper } = this.#context
    checkFence(keeper.state, key, generation)
    const record = keeper.state.runs[key]
    if (record === undefined || record.stopping) throw new ProblemError(notRunning(key))
    if (record.restarted === generation) return
    keeper.request(() => {
      const undo = raiseFence(keeper.state, key, generation)
      const { restarted, replaceUpTo } = record
      Object.assign(record, { generation, restarted: generation, replaceUpTo: keeper.state.lastStart })
      return () => {
        undo()
        Object.assign(record, { restarted, replaceUpTo })
      }
    })
    this.#lifeOf(key)?.reconcile()
  }

  drained(instances: readonly string[]): void {
    for (const id of instances) this.#lives.get(keyOfInstance(id) ?? '')?.drained(id)
  }

  /** Takes over what an earlier supervisor of this folder left, starts what is missing, ends what nobody recorded. */
  async adopt(rebooted: boolean): Promise<void> {
    const records = Object.values(this.#context.keeper.state.runs)
    let marked = markedProcesses(this.#context.folder.root)
    if (records.some((run) => run.instances.some((one) => isUnfound(one, marked)))) {
      await sleep(secondLook)
      marked = markedProcesses(this.#context.folder.root)
    }
    for (const record of records) {
      const life = this.#lifeOf(record.key)
      for (const instance of [...record.instances]) {
        life?.take(instance, rebooted ? forget(instance) : this.#find(instance, marked))
      }
    }
    await this.#endUnrecorded(marked)
    for (const life of [...this.#lives.values()]) life.reconcile()
  }

  /** Ends every instance of every run; the list of what should run stays for the next start. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#lives.values()].map((life) => life.end()))
  }

  #find(instance: InstanceRecord, marked: readonly Marked[]): Watched | null {
    const { process } = instance
    if (process !== null) {
      const same = !isAlive(process) || markOf(process.pid, this.#context.folder.root) === instance.id
      // A number that another process has now must not be signalled, nor its group.
      if (!same) instance.process = null
      return adopt(same ? process : { ...process, start: gone })
    }
    const found = leaderOf(instance.id, marked)
    if (found === undefined) return null
    instance.process = { pid: found.pid, start: found.start }
    if (instance.phase === 'intended') instance.phase = 'up'
    return adopt(instance.process)
  }

  async #endUnrecorded(marked: readonly Marked[]): Promise<void> {
    const { state } = this.#context.keeper
    const { root } = this.#context.folder
    const known = new Set(Object.values(state.runs).flatMap((run) => run.instances.map((one) => one.id)))
    const strays = new Set(
      marked.flatMap(({ instance }) => (instance.includes('#') && !known.has(instance) ? [instance] : [])),
    )
    for (const mark of strays) {
      const leader = leaderOf(mark, marked) ?? null
      await killMembers({ root, mark, leader })
    }
  }

  #lifeOf(key: RunKey): RunLife | undefined {
    const known = this.#lives.get(key)
    const record = this.#context.keeper.state.runs[key]
    if (known !== undefined || record === undefined) return known
    const life = new RunLife(this.#context, record, () => this.#gone(key))
    this.#lives.set(key, life)
    return life
  }

  #gone(key: RunKey): void {
    const { keeper, holder } = this.#context
    this.#lives.delete(key)
    delete keeper.state.runs[key]
    holder.release(key)
    keeper.save()
  }
}

const newRecord = (key: RunKey, generation: number, spec: RunSpec): RunRecord => ({
  key,
  generation,
  spec,
  stopping: false,
  crashes: 0,
  restarted: 0,
  replaceUpTo: 0,
  instances: [],
})

const leaderOf = (mark: string, marked: readonly Marked[]): Marked | undefined =>
  marked.find((one) => one.instance === mark && one.group === one.pid)

const isUnfound = (instance: InstanceRecord, marked: readonly Marked[]): boolean =>
  instance.process === null && instance.phase === 'intended' && leaderOf(instance.id, marked) === undefined

/** After a reboot no process number means anything, and what ended then crashed for no fault of its own. */
const forget = (instance: InstanceRecord): null => {
  Object.assign(instance, { process: null, ready: false, served: false })
  if (instance.phase === 'up' || instance.phase === 'backoff') instance.phase = 'intended'
  return null
}
