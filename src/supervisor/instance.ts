import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runFolder } from '../folder/layout.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instance, InstanceState } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { environmentOf } from './environment.ts'
import { lastLines, pruneLogs, rotate } from './logs.ts'
import { instanceId, instanceName } from './marks.ts'
import { type Belonging, killMembers, membersOf, signal } from './members.ts'
import { exited, notStarted, portsTaken } from './messages.ts'
import { ownerOf, whyUnheard } from './owner.ts'
import { type Claim, claimFreePort } from './ports.ts'
import { checkReadiness } from './readiness.ts'
import { reasonOf, start } from './spawn.ts'
import { Standstill } from './standstill.ts'
import type { InstanceRecord, RunRecord } from './state.ts'
import type { Exit, Watched } from './watched.ts'

const firstBackoff = 100
const longestBackoff = 10_000
/** Ready for this long, an instance is healthy: its next crash is its first again. */
const healthyAfter = 10_000
const portTries = 3
const logCheckEvery = 1_000

/** One instance of a run through all its starts, until it is retired. Its record is durable, the rest is seen anew. */
export class InstanceLife {
  readonly record: InstanceRecord
  /** Not ready (again) within its deadline, or cannot start at all. */
  failed = false
  problem: Problem | undefined
  /** Resolves when the instance is retired and nothing of it is left. */
  readonly gone: Promise<void>
  readonly #context: Context
  readonly #run: RunRecord
  readonly #leave = new AbortController()
  readonly #adopted: Watched | null
  #watched: Watched | null = null
  #claim: Claim | null = null
  #deadline: NodeJS.Timeout | null = null
  #readyAt: number | null = null
  #standstill = new Standstill()
  #portTries = 0
  #portTaken = false
  #killAt = 0
  #drain: { readonly over: AbortController; kept: boolean } | null = null

  constructor(context: Context, run: RunRecord, record: InstanceRecord, adopted: Watched | null) {
    this.#context = context
    this.#run = run
    this.record = record
    this.#adopted = adopted
    this.#watched = adopted
    if (!record.ready) this.#armDeadline()
    if (record.phase === 'stopping') this.#leave.abort()
    this.gone = this.#live(adopted)
  }

  get retiring(): boolean {
    return this.record.phase === 'draining' || this.record.phase === 'stopping'
  }

  /** Drains, then ends. Asking again changes nothing; `gone` says when it is done. */
  retire(): void {
    if (this.#drain === null && this.record.phase !== 'stopping') void this.#retire()
  }

  /** Ends without draining: nobody serves any more. */
  end(): void {
    this.#drain?.over.abort()
    this.record.phase = 'stopping'
    this.#context.changed()
    this.#leave.abort()
  }

  /** Takes a drain back while no signal was sent; false where it is too late. */
  keep(): boolean {
    if (this.record.phase !== 'draining') return !this.retiring
    this.record.phase = 'up'
    this.record.since = this.#context.now()
    if (this.#drain !== null) this.#drain.kept = true
    this.#drain?.over.abort()
    this.#drain = null
    return true
  }

  /** No request is in flight to it any more. */
  drained(): void {
    this.#drain?.over.abort()
  }

  /** Waits until it is ready (true) or on its way out. */
  async settled(): Promise<boolean> {
    while (!this.retiring && !this.record.ready) await sleep(50)
    return !this.retiring
  }

  list(): Instance {
    const { id, index, process, port, since, lastExit } = this.record
    return {
      id,
      index,
      pid: process?.pid ?? null,
      port,
      state: this.#state(),
      since,
      ...(this.problem === undefined ? {} : { problem: this.problem }),
      ...(lastExit === undefined ? {} : { lastExit }),
    }
  }

  #state(): InstanceState {
    const { phase, ready, served } = this.record
    if (phase === 'draining' || phase === 'stopping') return phase
    if (this.failed) return 'failed'
    if (phase === 'backoff') return 'backoff'
    return ready ? 'ready' : served && phase === 'up' && this.#readyAt !== null ? 'unready' : 'starting'
  }

  #belonging(): Belonging {
    return { root: this.#context.folder.root, mark: this.record.id, leader: this.record.process }
  }

  async #live(adopted: Watched | null): Promise<void> {
    let watched = adopted
    while (watched !== null || !this.#leave.signal.aborted) {
      watched ??= await this.#start()
      if (watched !== null) {
        this.#watched = watched
        const exit = await this.#attend(watched)
        if (this.retiring) await this.#lastToLeave()
        await killMembers(this.#belonging())
        this.#watched = null
        watched = null
        this.#claim?.release()
        this.#removeTemporary()
        if (this.retiring) break
        if (this.#wasPortTaken()) continue
        this.#crashed(exit)
      }
      if (!this.retiring) await this.#backOff()
    }
    this.#disarmDeadline()
    this.#claim?.release()
  }

  /** Records the intent, spawns, records the process; null where the command could not be started. */
  async #start(): Promise<Watched | null> {
    const { keeper, folder, now } = this.#context
    const { record } = this
    try {
      this.#claim = await claimFreePort()
      const addresses = await this.#addresses()
      if (this.retiring) return null
      keeper.state.lastStart += 1
      Object.assign(record, {
        start: keeper.state.lastStart,
        id: instanceId(this.#run.key, record.index, keeper.state.lastStart),
        port: this.#claim.port,
        process: null,
        phase: 'intended',
        ready: false,
        since: now(),
      })
      keeper.save()
      const temporary = this.#temporary()
      mkdirSync(temporary, { recursive: true, mode: 0o700 })
      const watched = await start({
        argv: this.#run.spec.argv,
        cwd: this.#run.spec.cwd,
        environment: environmentOf(this.#run.spec, addresses, {
          root: folder.root,
          id: record.id,
          port: this.#claim.port,
          temporary,
        }),
        log: this.#log(),
      })
      record.process = watched.id
      if (record.phase === 'intended') record.phase = 'up'
      keeper.save()
      return watched
    } catch (error) {
      this.#cannotStart(error)
      return null
    }
  }

  async #addresses(): Promise<Readonly<Record<string, number>>> {
    const entries = Object.entries(this.#run.spec.addresses)
    const ports = await Promise.all(entries.map(([, key]) => this.#context.holder.reserve(key)))
    return Object.fromEntries(entries.map(([name], at) => [name, ports[at] ?? 0]))
  }

  #cannotStart(error: unknown): void {
    this.#claim?.release()
    this.problem =
      error instanceof ProblemError
        ? error.problems[0]
        : notStarted(this.#run.spec.argv[0] ?? '', reasonOf(error))
    // A command that is not there will not be there in a minute either: nobody waits for the deadline.
    const hopeless = this.problem?.code === 'start-command-missing' || this.problem?.code === 'folder-missing'
    this.failed = this.failed || hopeless
    if (this.retiring) return
    this.record.failures += 1
    this.record.phase = 'backoff'
    this.record.port = null
    this.#context.keeper.save()
  }

  /** Checks and keeps the log short while the process lives. */
  async #attend(watched: Watched): Promise<Exit> {
    const over = new AbortController()
    const { port, ready } = this.record
    this.#standstill = new Standstill()
    const logs = setInterval(() => {
      rotate(this.#log())
      this.#lookStopped(watched)
    }, logCheckEvery)
    logs.unref()
    this.#readyAt = ready || (this.record.served && watched === this.#adopted) ? performance.now() : null
    const checks = checkReadiness(
      port ?? 0,
      this.#run.spec.ready,
      ready,
      {
        answered: () => this.#isOwnAnswer(),
        ready: () => this.#becameReady(),
        missed: (problem, refused) => this.#missed(problem, refused),
      },
      AbortSignal.any([over.signal, this.#leave.signal]),
    )
    const term = (): void => this.#terminate(watched)
    if (this.#leave.signal.aborted) term()
    else this.#leave.signal.addEventListener('abort', term, { once: true })
    const exit = await watched.ended
    this.#leave.signal.removeEventListener('abort', term)
    over.abort()
    clearInterval(logs)
    await checks
    return exit
  }

  #lookStopped(watched: Watched): void {
    if (this.retiring) return
    const silent = this.record.served && !this.record.ready
    const problem = this.#standstill.look(watched.id, this.#belonging(), silent, this.#run.spec.drift)
    if (problem?.code === this.problem?.code) return
    if (problem === undefined && this.problem?.code !== 'stopped-by-hand') return
    this.problem = problem
    this.#context.changed()
  }

  #isOwnAnswer(): boolean {
    if (ownerOf(this.record.port ?? 0, this.#belonging()) !== 'other') return true
    this.#portTaken = true
    if (this.record.process !== null) signal(-this.record.process.pid, 'SIGKILL')
    return false
  }

  #becameReady(): void {
    this.#disarmDeadline()
    this.#readyAt = performance.now()
    this.#portTries = 0
    this.failed = false
    this.problem = undefined
    this.record.ready = true
    this.record.served = true
    this.record.since = this.#context.now()
    this.#context.keeper.save()
  }

  #missed(problem: Problem, refused: boolean): void {
    const { record } = this
    if (record.ready) {
      record.ready = false
      record.since = this.#context.now()
      this.problem = problem
      this.#armDeadline()
      this.#context.keeper.save()
    } else if (this.problem?.message.en !== problem.message.en && !(refused && this.problem !== undefined)) {
      this.problem = problem
      this.#context.changed()
    }
  }

  #armDeadline(): void {
    if (this.#deadline !== null || this.failed) return
    this.#deadline = setTimeout(() => {
      this.#deadline = null
      this.failed = true
      if (this.record.process !== null && this.problem?.code === 'not-ready') {
        this.problem = whyUnheard(this.record.port ?? 0, this.#belonging()) ?? this.problem
      }
      this.#context.changed()
    }, this.#run.spec.ready.within)
    this.#deadline.unref()
  }

  #disarmDeadline(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  /** It ended because another process had its port first: started on another, and no evidence of anything. */
  #wasPortTaken(): boolean {
    const { record } = this
    const port = record.port ?? 0
    const ended = this.#readyAt === null && ownerOf(port, this.#belonging()) === 'other'
    const taken = this.#portTaken || ended
    this.#portTaken = false
    if (!taken) return false
    this.#portTries += 1
    this.problem = portsTaken(port)
    record.process = null
    return this.#portTries <= portTries
  }

  #crashed(exit: Exit): void {
    const { record } = this
    const { now, keeper } = this.#context
    const healthy = record.ready && this.#readyAt !== null && performance.now() - this.#readyAt > healthyAfter
    const at = now()
    const lastExit = { code: exit.code, signal: exit.signal, at }
    if (this.problem?.code !== 'port-taken') {
      this.#run.crashes += 1
      const stopped = this.#standstill.killed ? { stopped: true } : {}
      this.#run.lastCrash = {
        instance: record.id,
        ...lastExit,
        lastLines: lastLines(this.#log()),
        ...stopped,
      }
      this.problem = exited(exit.code, exit.signal)
    }
    if (!exit.known) this.#context.lost(`exit code of ${record.id}`)
    Object.assign(record, {
      process: null,
      port: null,
      ready: false,
      phase: 'backoff',
      failures: healthy ? 1 : record.failures + 1,
      since: at,
      lastExit,
    })
    this.#armDeadline()
    keeper.save()
  }

  async #backOff(): Promise<void> {
    const wait = Math.min(firstBackoff * 2 ** (this.record.failures - 1), longestBackoff)
    await sleep(wait, undefined, { signal: this.#leave.signal, ref: false }).catch(() => undefined)
  }

  async #retire(): Promise<void> {
    const { record } = this
    const drains = this.#watched !== null && this.#readyAt !== null
    record.phase = drains ? 'draining' : 'stopping'
    record.since = this.#context.now()
    this.#context.changed()
    if (drains && (await this.#waitDrained())) return
    record.phase = 'stopping'
    record.since = this.#context.now()
    this.#context.keeper.save()
    this.#leave.abort()
  }

  /** Until the data plane says so, until the deadline, or no longer than a data plane lives. True: kept after all. */
  async #waitDrained(): Promise<boolean> {
    const drain = { over: new AbortController(), kept: false }
    this.#drain = drain
    const until = performance.now() + this.#run.spec.times.drain
    void this.#watched?.ended.then(() => drain.over.abort())
    while (!drain.over.signal.aborted && this.#context.dataPlaneAlive() && performance.now() < until) {
      const wait = Math.min(200, Math.max(1, until - performance.now()))
      await sleep(wait, undefined, { signal: drain.over.signal, ref: false }).catch(() => undefined)
    }
    if (this.#drain === drain) this.#drain = null
    return drain.kept
  }

  #terminate(watched: Watched): void {
    this.#killAt = performance.now() + this.#run.spec.times.stop
    signal(-watched.id.pid, 'SIGTERM')
    const late = setTimeout(() => void killMembers(this.#belonging()), this.#run.spec.times.stop)
    void watched.ended.then(() => clearTimeout(late))
  }

  /** A leader that ended on SIGTERM may leave others of its group at work: they have the same time to end. */
  async #lastToLeave(): Promise<void> {
    while (performance.now() < this.#killAt && membersOf(this.#belonging()).length > 0) await sleep(50)
  }

  #log(): string {
    return join(this.#run.spec.logs, `${instanceName(this.record.id)}.log`)
  }

  #temporary(): string {
    return join(runFolder(this.#context.folder, this.#run.key).tmp, instanceName(this.record.id))
  }

  #removeTemporary(): void {
    void rm(this.#temporary(), { recursive: true, force: true }).catch(() => undefined)
    const living = new Set(this.#run.instances.map((record) => instanceName(record.id)))
    pruneLogs(this.#run.spec.logs, living)
  }
}
