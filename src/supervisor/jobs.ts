import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeDurablySync } from '../folder/durable.ts'
import { sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { ApplicationUser, Job, JobSpec } from '../ports/supervision.ts'
import { hideSecrets } from '../secrets/open.ts'
import type { Context } from './context.ts'
import { longestLog, rotate } from './logs.ts'
import { eachSecond } from './looks.ts'
import { jobMark, marks, ownEnvironment } from './marks.ts'
import { type Belonging, killMembers, signal } from './members.ts'
import { as, give } from './privileges.ts'
import { isAlive, markedProcesses, markOf } from './proc.ts'
import { start } from './spawn.ts'
import type { JobRecord } from './state.ts'
import { endTask } from './task-end.ts'
import { jobOfNobody } from './user-messages.ts'
import { adopt, type Exit, type Watched } from './watched.ts'

/** What the parent of a job writes down. */
export type JobResult = {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly at: Instant
}

/** What the parent of a job reads: the job, and who it runs as. */
export type JobOrder = JobSpec & { readonly user?: ApplicationUser | null }

/** Ended jobs that are remembered; until then an id never runs twice. */
const mostEnded = 300
/** A job's parent ends it at its deadline; this much later the supervisor does. */
const grace = 2_000
const wrapper = fileURLToPath(new URL(`./job-main${extname(import.meta.url)}`, import.meta.url))

/** Builds and tests: niced, each once, each ended at its deadline, their exit codes kept whoever dies meanwhile. */
export class Jobs {
  readonly #context: Context
  readonly #folder: string
  /** Of jobs that run. */
  readonly #ends = new Map<string, Promise<void>>()

  constructor(context: Context) {
    this.#context = context
    this.#folder = join(context.folder.supervisor, 'jobs')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  list(): readonly Job[] {
    return Object.values(this.#context.keeper.state.jobs).map(asJob)
  }

  /**
   * Starts a job, or answers with the one of that id that there is. `also` changes what has to become durable with
   * it, and gives what undoes that. Throws `disk-full`.
   */
  async job(spec: JobSpec, also: () => () => void = () => () => undefined): Promise<Job> {
    const { keeper, now, users, folder, openDoors } = this.#context
    const known = keeper.state.jobs[spec.id]
    if (known !== undefined) return asJob(known)
    const user = this.#userOf(spec)
    if (user !== null && users !== null) await give(folder, spec.gives ?? [], users.own(), user)
    await openDoors()
    const meanwhile = keeper.state.jobs[spec.id]
    if (meanwhile !== undefined) return asJob(meanwhile)
    writeDurablySync(this.#specFile(spec.id), JSON.stringify({ ...spec, user } satisfies JobOrder))
    const record: JobRecord = {
      id: spec.id,
      state: 'running',
      code: null,
      signal: null,
      timedOut: false,
      startedAt: now(),
      endedAt: null,
      process: null,
      deadline: now() + spec.within,
      log: spec.log,
      ...(spec.output === undefined ? {} : { output: spec.output }),
    }
    keeper.request(() => {
      const undo = also()
      keeper.state.jobs[spec.id] = record
      return () => {
        undo()
        delete keeper.state.jobs[spec.id]
      }
    })
    await this.#start(record)
    await this.#watch(spec, record)
    return asJob(record)
  }

  /** Starts the job that watches another, where it has one; without it the other goes on all the same. */
  async #watch({ watcher, afterwards: _, attach: __, output: ___, ...spec }: JobSpec, of: JobRecord) {
    if (watcher === undefined) return
    await this.job({ ...spec, ...watcher, id: watcherOf(spec.id) }).catch(() => undefined)
    if (of.state === 'ended') this.cancel(watcherOf(spec.id))
  }

  /** Null where everything runs as ourselves. Throws `job-of-nobody`, and what `Users.of` throws. */
  #userOf(spec: JobSpec): ApplicationUser | null {
    const { users } = this.#context
    if (users === null) return null
    if (spec.application !== undefined) return users.of(spec.application)
    if (spec.own === true) return users.own()
    throw new ProblemError(jobOfNobody(spec.id))
  }

  /** SIGTERM, and two seconds later SIGKILL, to all of a running job; of another: nothing. */
  cancel(id: string): void {
    const record = this.#context.keeper.state.jobs[id]
    if (record === undefined || record.state === 'ended') return
    if (record.process !== null) signal(-record.process.pid, 'SIGTERM')
    setTimeout(() => void this.#kill(record), grace).unref()
  }

  /** Takes over the jobs of an earlier supervisor of this folder. */
  async adopt(rebooted: boolean): Promise<void> {
    const { root } = this.#context.folder
    const running = Object.values(this.#context.keeper.state.jobs).filter((job) => job.state === 'running')
    const marked = running.length === 0 ? [] : markedProcesses(root)
    for (const record of running) {
      const mark = jobMark(record.id)
      if (rebooted) await this.#ended(record, { code: null, signal: null, known: false })
      else if (record.process !== null) {
        const { process: own } = record
        const same = !isAlive(own) || markOf(own.pid, root) === mark
        // A number that another process has now must not be signalled, nor its group.
        if (!same) record.process = null
        this.#attend(record, adopt(same ? own : { ...own, start: -1 }))
      } else {
        const found = marked.find((one) => one.instance === mark && one.group === one.pid)
        if (found !== undefined) {
          record.process = { pid: found.pid, start: found.start }
          this.#attend(record, adopt(record.process))
        } else if (this.#result(record.id) !== undefined)
          await this.#ended(record, { code: null, signal: null, known: false })
        else await this.#start(record)
      }
    }
  }

  async endAll(): Promise<void> {
    const running = Object.values(this.#context.keeper.state.jobs).filter((job) => job.state === 'running')
    await Promise.all(running.map((record) => this.#kill(record)))
  }

  async #start(record: JobRecord): Promise<void> {
    const { folder, keeper, users } = this.#context
    try {
      const watched = await start({
        argv: [process.execPath, wrapper, this.#specFile(record.id), this.#resultFile(record.id)],
        cwd: folder.root,
        environment: { ...ownEnvironment(folder), ...marks(folder.root, jobMark(record.id)) },
        log: record.log,
        ...(record.output === undefined ? {} : { output: record.output }),
        keeper: users?.own() ?? null,
      })
      record.process = watched.id
      keeper.save()
      this.#attend(record, watched)
    } catch (error) {
      await this.#ended(record, { code: 127, signal: null, known: true })
      if (!(error instanceof ProblemError)) throw error
    }
  }

  #attend(record: JobRecord, watched: Watched): void {
    const left = Math.max(0, record.deadline + grace - this.#context.now())
    const late = setTimeout(() => {
      record.timedOut = true
      void this.#kill(record)
    }, left)
    late.unref()
    const lookNoMore = eachSecond(() => rotate(record.log, longestLog, this.#keeps))
    const ended = watched.ended.then(async (exit) => {
      clearTimeout(late)
      lookNoMore()
      await this.#kill(record)
      // What it saw is written before anybody asks for it.
      this.cancel(watcherOf(record.id))
      await this.#ends.get(watcherOf(record.id))
      // The last lines get their time, too.
      rotate(record.log, longestLog, this.#keeps)
      await this.#ended(record, exit)
      this.#ends.delete(record.id)
    })
    this.#ends.set(record.id, ended)
  }

  async #ended(record: JobRecord, exit: Exit): Promise<void> {
    const { keeper, now, lost } = this.#context
    const result = this.#result(record.id)
    if (result === undefined && !exit.known) lost(`exit code of job ${record.id}`)
    record.state = 'ended'
    record.code = result === undefined ? exit.code : result.code
    record.signal = result === undefined ? exit.signal : result.signal
    record.timedOut ||= result?.timedOut === true
    record.endedAt = result?.at ?? now()
    endTask(keeper.state, record, (lines) => this.#hide(record.id, lines))
    this.#forgetOldest()
    keeper.save()
    for (const file of [this.#specFile(record.id), this.#resultFile(record.id)]) rmSync(file, { force: true })
  }

  #forgetOldest(): void {
    const { jobs } = this.#context.keeper.state
    const ended = Object.values(jobs).filter((job) => job.state === 'ended')
    ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    for (const job of ended.slice(0, -mostEnded)) delete jobs[job.id]
  }

  readonly #keeps = (work: () => void): void => as(this.#context.users?.own() ?? null, work)

  #kill(record: JobRecord): Promise<void> {
    const belonging: Belonging = {
      root: this.#context.folder.root,
      mark: jobMark(record.id),
      leader: record.process,
    }
    return killMembers(belonging)
  }

  #result(id: string): JobResult | undefined {
    try {
      return JSON.parse(readFileSync(this.#resultFile(id), 'utf8')) as JobResult
    } catch {
      return undefined
    }
  }

  #hide(id: string, lines: readonly string[]): readonly string[] {
    try {
      const { secrets } = JSON.parse(readFileSync(this.#specFile(id), 'utf8')) as JobSpec
      return hideSecrets(this.#context.folder, secrets, lines)
    } catch {
      return []
    }
  }

  #specFile(id: string): string {
    return join(this.#folder, `${nameOf(id)}.json`)
  }

  #resultFile(id: string): string {
    return join(this.#folder, `${nameOf(id)}.result.json`)
  }
}

const watcherOf = (id: string): string => `${id}/watcher`

/** An id is the caller's, and may hold what a file's name may not. */
const nameOf = (id: string): string => sha256(id).slice('sha256:'.length, 'sha256:'.length + 32)

const asJob = ({ id, state, code, signal: by, timedOut, startedAt, endedAt }: JobRecord): Job => ({
  id,
  state,
  code,
  signal: by,
  timedOut,
  startedAt,
  endedAt,
})
