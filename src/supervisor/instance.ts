import { setTimeout as sleep } from 'node:timers/promises'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instance } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { type Drain, waitDrained } from './drain.ts'
import { isDone, isLast } from './ending.ts'
import { checkInstance } from './instance-checks.ts'
import { InstanceCommands } from './instance-command.ts'
import { InstanceFiles } from './instance-files.ts'
import { viewOf } from './instance-view.ts'
import { StartLimits } from './limits.ts'
import { eachSecond } from './looks.ts'
import { instanceId } from './marks.ts'
import { type Belonging, killMembers, membersOf, signal } from './members.ts'
import { exited, notStarted, portsTaken } from './messages.ts'
import { endedForGood } from './messages-checks.ts'
import { ownerOf, whyUnheard } from './owner.ts'
import { type Claim, claimFreePort } from './ports.ts'
import { reasonOf, start } from './spawn.ts'
import { Standstill } from './standstill.ts'
import type { InstanceRecord, RunRecord } from './state.ts'
import type { Exit, Watched } from './watched.ts'

const firstBackoff = 100
const longestBackoff = 10_000
const forGood = 2_147_483_647
/** Ready for this long, an instance is healthy: its next crash is its first again. */
const healthyAfter = 10_000
const portTries = 3

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
  readonly #files: InstanceFiles
  readonly #commands: InstanceCommands
  #watched: Watched | null = null
  #claim: Claim | null = null
  #deadline: NodeJS.Timeout | null = null
  #readyAt: number | null = null
  #portTries = 0
  #portTaken = false
  #killAt = 0
  #standstill = new Standstill()
  #drain: Drain | null = null
  #dead: Problem | undefined
  #limits: StartLimits | null = null
  #warnings: readonly Problem[] = []

  constructor(context: Context, run: RunRecord, record: InstanceRecord, adopted: Watched | null) {
    this.#context = context
    this.#run = run
    this.record = record
    this.#adopted = adopted
    this.#files = new InstanceFiles(context, run, record)
    this.#commands = new InstanceCommands(context, run, record, this.#files)
    this.#watched = adopted
    if (record.over === true) this.#overFor(record.lastExit ?? { code: null, signal: null })
    else if (!record.ready) this.#armDeadline()
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
    const { failed, problem } = this
    const wasReady = this.#readyAt !== null
    return viewOf(this.record, { failed, problem, warnings: this.#warnings, wasReady })
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
        this.#limits?.remove()
        this.#files.remove()
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
    const { keeper, now } = this.#context
    const { record } = this
    if (record.over === true) return null
    try {
      this.#claim = await claimFreePort()
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
      await this.#context.openDoors()
      if (this.retiring) return null
      const command = await this.#commands.start()
      this.#limits = new StartLimits(this.#run.spec.limits, record.id, command.argv)
      this.#warn(this.#limits.warnings)
      const watched = await start({ ...command, argv: this.#limits.argv })
      this.#limits.put(watched.id.pid)
      record.process = watched.id
      if (record.phase === 'intended') record.phase = 'up'
      keeper.save()
      return watched
    } catch (error) {
      this.#cannotStart(error)
      return null
    }
  }

  #warn(problems: readonly Problem[]): void {
    this.#warnings = [
      ...this.#warnings.filter(({ code }) => problems.every((one) => one.code !== code)),
      ...problems,
    ]
    if (problems.length > 0) this.#context.changed()
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
    const lookNoMore = eachSecond(() => {
      this.#files.rotate()
      this.#lookStopped(watched)
    })
    this.#readyAt = ready || (this.record.served && watched === this.#adopted) ? performance.now() : null
    const checks = checkInstance(
      this.#run.spec,
      port ?? 0,
      ready,
      { watched, belonging: () => this.#belonging(), commandOf: (argv) => this.#commands.of(argv) },
      {
        answered: () => this.#isOwnAnswer(),
        ready: () => this.#becameReady(),
        missed: (problem, refused) => this.#missed(problem, refused),
        dead: (problem) => {
          this.#dead = problem
        },
        warned: (problem) => this.#warn([problem]),
      },
      AbortSignal.any([over.signal, this.#leave.signal]),
    )
    const term = (): void => this.#terminate(watched)
    if (this.#leave.signal.aborted) term()
    else this.#leave.signal.addEventListener('abort', term, { once: true })
    const exit = await watched.ended
    this.#leave.signal.removeEventListener('abort', term)
    over.abort()
    lookNoMore()
    this.#standstill.over()
    this.#files.rotate()
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
    const { serves } = this.#run.spec
    const ended = serves !== false && this.#readyAt === null && ownerOf(port, this.#belonging()) === 'other'
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
    const lastExit = { code: exit.code, signal: exit.signal, at: now() }
    const { spec } = this.#run
    const [over, done] = [isLast(spec, exit), isDone(spec, exit)]
    if (this.problem?.code !== 'port-taken' && !done) {
      this.#run.crashes += 1
      const stopped = this.#standstill.killed ? { stopped: true } : {}
      const lastLines = this.#files.lastLines()
      this.#run.lastCrash = { instance: record.id, ...lastExit, lastLines, ...stopped }
      this.problem = this.#dead ?? exited(exit.code, exit.signal)
    }
    this.#dead = undefined
    if (over) this.#overFor(exit)
    if (!exit.known) this.#context.lost(`exit code of ${record.id}`)
    Object.assign(record, {
      process: null,
      port: null,
      ready: false,
      phase: 'backoff',
      failures: healthy ? 1 : record.failures + 1,
      since: lastExit.at,
      lastExit,
      ...(over ? { over, served: record.served || done } : {}),
    })
    if (!over) this.#armDeadline()
    keeper.save()
  }

  #overFor(exit: Pick<Exit, 'code' | 'signal'>): void {
    this.problem = endedForGood(exit.code, exit.signal, this.#run.spec.restart ?? 'always')
    this.failed = !isDone(this.#run.spec, exit)
    this.#disarmDeadline()
  }

  async #backOff(): Promise<void> {
    const { failures, over } = this.record
    const wait = over === true ? forGood : Math.min(firstBackoff * 2 ** (failures - 1), longestBackoff)
    await sleep(wait, undefined, { signal: this.#leave.signal, ref: false }).catch(() => undefined)
  }

  async #retire(): Promise<void> {
    const { record } = this
    const drains = this.#watched !== null && this.#readyAt !== null && this.#run.spec.serves !== false
    record.phase = drains ? 'draining' : 'stopping'
    record.since = this.#context.now()
    this.#context.changed()
    if (drains && (await this.#waitDrained())) return
    record.phase = 'stopping'
    record.since = this.#context.now()
    this.#context.keeper.save()
    this.#leave.abort()
  }

  /** True: kept after all. */
  async #waitDrained(): Promise<boolean> {
    const drain: Drain = { over: new AbortController(), kept: false }
    this.#drain = drain
    void this.#watched?.ended.then(() => drain.over.abort())
    await waitDrained(drain, this.#run.spec.times.drain, () => this.#context.dataPlaneAlive())
    if (this.#drain === drain) this.#drain = null
    return drain.kept
  }

  #terminate(watched: Watched): void {
    const { times, signal: asked = 'SIGTERM' } = this.#run.spec
    this.#killAt = performance.now() + times.stop
    signal(-watched.id.pid, asked)
    const late = setTimeout(() => this.#files.late(asked, () => killMembers(this.#belonging())), times.stop)
    void watched.ended.then(() => clearTimeout(late))
  }

  /** A leader that ended on SIGTERM may leave others of its group at work: they have the same time to end. */
  async #lastToLeave(): Promise<void> {
    while (performance.now() < this.#killAt && membersOf(this.#belonging()).length > 0) await sleep(50)
  }
}
