import type { Problem } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'

/**
 * The supervisor's contract: JSON lines on `supervisor.sock` (mode 0600), one request a line
 * `{ id, op, ... }`, one answer a line `{ id, ok: true, value } | { id, ok: false, problems }` (room `lines`).
 * A subscriber (`watch`) gets `{ id, list }` lines: whole levels, never events.
 *
 * A *run* is one revision of one component in one environment: its key is
 * `APPLICATION/ENVIRONMENT/COMPONENT/REVISION`. Its fence is the highest generation durably seen for that key,
 * kept after the run is gone (tombstone): equal generations are accepted, lower ones refused by name.
 */
export type RunKey = string

/** What is looked at instead of a path: that it lives, that its port is open, or that a command ends with 0. */
export type CheckedBy = 'process' | 'port' | { readonly command: readonly string[] }

/** How an instance shows that it is ready: a status of GET `path` on its own port, without a break for `steadyFor`. */
export type ReadyCheck = {
  /** Absent: `path`. */
  readonly by?: CheckedBy
  readonly path: string
  readonly status: number
  readonly within: Ms
  readonly steadyFor: Ms
}

/** What the data plane needs to know of a run; the supervisor hands it on without reading it. */
export type RunLabels = {
  readonly application: string
  readonly environment: string
  readonly component: string
  readonly revision: string
  /** Longest time the edge waits for the first byte of an answer. */
  readonly requestTimeout: Ms
  /** No process answers: the data plane serves the files below `root`, absolute. */
  readonly files?: { readonly root: string; readonly fallback: string | null }
}

/** Whether it is alive, looked at every ten seconds: after three misses in a row it is killed and started again. */
export type LiveCheck = {
  readonly by?: Exclude<CheckedBy, 'process'>
  readonly path: string
  readonly status: number
}

/** How a run's processes are kept, beside what every run has. */
export type Conduct = {
  /** A worker: nobody is routed to it, so it neither drains nor has a port that anybody asks. */
  readonly serves?: false
  /** Never an instance of a new start beside one of an old start of the same index. */
  readonly exclusive?: true
  readonly live?: LiveCheck
  /** Asks an instance to end; absent: SIGTERM. */
  readonly signal?: StopSignal
  /** What follows an end that nobody asked for; absent: `always`. `on-failure`: not after exit code 0. */
  readonly restart?: 'always' | 'on-failure' | 'never'
  /** Bytes of memory and shares of a processor (1.5: one and a half), of each instance. */
  readonly limits?: { readonly memory?: number; readonly cpu?: number }
}

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2'

export type RunSpec = Conduct & {
  readonly labels: RunLabels
  /** argv; resolved against `cwd` and `variables.PATH`. `HOST`, `PORT` and `TMPDIR` are added per instance. */
  readonly argv: readonly string[]
  readonly cwd: string
  /** The whole environment of the process: nothing is inherited. */
  readonly variables: Readonly<Record<string, string>>
  /** Further variables, sealed; opened only to spawn. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Variables whose value is the inner address of another run: `{ API_URL: runKey }` gives `http://127.0.0.1:PORT`. */
  readonly addresses: Readonly<Record<string, RunKey>>
  readonly instances: number
  readonly ready: ReadyCheck
  /** `drain`: longest wait for requests in flight before SIGTERM. `stop`: from SIGTERM to SIGKILL of the group. */
  readonly times: { readonly drain: Ms; readonly stop: Ms }
  /** An instance that was stopped by a signal is left as it is; otherwise it is killed and started again. */
  readonly drift?: 'tell'
  /**
   * Folder of the logs: standard output and error are appended to `LOGS/INDEX.START.log` (the instance's id after `#`);
   * rotation copies to `INDEX.START.log.1` and truncates.
   */
  readonly logs: string
  /** Kept folders, made by us, that become the application user's own before the first start. */
  readonly gives?: readonly string[]
}

export type InstanceState = 'starting' | 'ready' | 'unready' | 'draining' | 'stopping' | 'backoff' | 'failed'

export type Instance = {
  /** Unique for ever: `KEY#INDEX.START`. */
  readonly id: string
  readonly index: number
  readonly pid: number | null
  readonly port: number | null
  readonly state: InstanceState
  readonly since: Instant
  /** Why it is not ready, in the supervisor's words, where it knows. */
  readonly problem?: Problem
  /** What is allowed and yet seldom meant: a worker that listens, a limit that this system does not enforce. */
  readonly warnings?: readonly Problem[]
  readonly lastExit?: { readonly code: number | null; readonly signal: string | null; readonly at: Instant }
}

/**
 * A run as it stands. `value` is the level that the rollout reads: `starting` until every instance was ready for
 * `steadyFor`; `failed` when one was not ready (again) within its deadline; `stopping` from an accepted stop.
 */
export type Run = {
  readonly key: RunKey
  readonly generation: number
  readonly value: 'starting' | 'ready' | 'failed' | 'stopping' | 'absent'
  readonly spec: RunSpec
  /** The inner address that lives as long as the run: a port on 127.0.0.1, its socket held by the supervisor. */
  readonly inner: number
  readonly instances: readonly Instance[]
  /** Exits that nobody asked for, since the run began. */
  readonly crashes: number
  readonly lastCrash?: {
    readonly instance: string
    readonly code: number | null
    readonly signal: string | null
    readonly at: Instant
    readonly lastLines: readonly string[]
    /** It stood still, stopped by a signal, and was killed for that. */
    readonly stopped?: boolean
  }
}

export type Job = {
  readonly id: string
  readonly state: 'running' | 'ended'
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly startedAt: Instant
  readonly endedAt: Instant | null
}

/** A system user that an application's code runs as, from the list that only root writes. */
export type ApplicationUser = { readonly name: string; readonly uid: number; readonly gid: number }

export type JobSpec = {
  /** Chosen by the caller: the same id never runs twice, a second request answers with the first. */
  readonly id: string
  readonly argv: readonly string[]
  /** Commands that follow, one after the other, each once the one before ended with 0: one job all the same. */
  readonly afterwards?: readonly (readonly string[])[]
  /**
   * A second job with the same environment, secrets and user, and a log of its own, for the whole time of the first:
   * how it ends says nothing. It is asked to end before the first is known to have ended.
   */
  readonly watcher?: { readonly argv: readonly string[]; readonly log: string }
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
  /** Further variables, sealed; opened only to spawn. */
  readonly secrets?: Readonly<Record<string, string>>
  readonly log: string
  readonly within: Ms
  /** Added to the nice value (builds and tests run niced). */
  readonly nice: number
  /**
   * Whose code it is: where applications are separated, the job runs as that application's user, and one that names
   * neither an application nor `own` is refused.
   */
  readonly application?: string
  /** Our own program: never started as an application's user. */
  readonly own?: true
  /** Folders of ours below `jobs/` that become the application user's own before it starts. */
  readonly gives?: readonly string[]
  /** Its processes carry the mark of the job, so that it ends whole wherever they went. */
  readonly marked?: true
  /**
   * Its parent connects to this Unix socket and speaks in frames (`lines/frames.ts`): input and size come in, output,
   * errors and the exit go out. Lost, it ends the job. `terminal`: it gets one of its own, of this size.
   */
  readonly attach?: {
    readonly socket: string
    readonly terminal: { readonly rows: number; readonly columns: number; readonly name: string } | null
  }
  /** Standard output goes into this new file of ours instead of the log. */
  readonly output?: string
}

/**
 * A task is a job that is to pass once: of one release in one environment, say. `skipped`: fenced, and never started.
 * Its key never names another task, its fence is kept with its end.
 */
export type Task = {
  readonly key: string
  readonly generation: number
  readonly value: 'running' | 'passed' | 'failed' | 'skipped'
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  /** What it wrote last, where it failed. */
  readonly lastLines: readonly string[]
}

/** What the supervisor knows of everything. `unknown` names what it lost sight of and says so. */
export type SupervisorList = {
  readonly pid: number
  readonly bootId: string
  readonly runs: readonly Run[]
  /** Highest generation per run key, of living and gone runs. */
  readonly fences: Readonly<Record<RunKey, number>>
  readonly jobs: readonly Job[]
  readonly tasks?: readonly Task[]
  readonly dataPlane: { readonly pid: number | null; readonly restarts: number }
  readonly controlPlane: { readonly pid: number | null; readonly restarts: number; readonly wanted: boolean }
  readonly unknown: readonly string[]
  /** Public sockets that the system's service manager listens on, whether anybody serves them or not: `HOST:PORT`. */
  readonly publicSockets?: readonly string[]
  /** The user of each application; absent where applications are not separated from each other and from us. */
  readonly users?: Readonly<Record<string, string>>
  /** Whether the system keeps each application's user from the ports of the others. */
  readonly portsApart?: boolean
}

export type SupervisorRequest =
  | { readonly op: 'run'; readonly key: RunKey; readonly generation: number; readonly spec: RunSpec }
  /** Idempotent; drains, then SIGTERM, then SIGKILL of the group. Of an absent run: raises the fence. */
  | { readonly op: 'stop'; readonly key: RunKey; readonly generation: number }
  /** Raises the fence and changes nothing. */
  | { readonly op: 'hold'; readonly key: RunKey; readonly generation: number }
  /** Replaces the instances of a run one after the other, each new one ready before an old one drains. */
  | { readonly op: 'restart'; readonly key: RunKey; readonly generation: number }
  /** The inner address of a run that may not run yet: durable, the same for every call with the same key. */
  | { readonly op: 'reserve'; readonly key: RunKey }
  | { readonly op: 'job'; readonly spec: JobSpec }
  /**
   * With a `spec`: at a generation above the task's fence it runs, unless it runs or has passed; an equal one does
   * nothing. Without: raises the fence, so that a late start is refused, and leaves a running or ended one alone.
   */
  | { readonly op: 'task'; readonly key: string; readonly generation: number; readonly spec?: JobSpec }
  /** `job`, not `id`: that is the line's own. */
  | { readonly op: 'cancel-job'; readonly job: string }
  /** The application's user, the lowest free one at first; null where applications are not separated. */
  | { readonly op: 'user'; readonly application: string }
  /** Gives the application's user back. Refused while anything of it runs. */
  | { readonly op: 'free-user'; readonly application: string }
  | { readonly op: 'list' }
  | { readonly op: 'watch' }
  /** The data plane says that no request is in flight to these instances any more. */
  | { readonly op: 'drained'; readonly instances: readonly string[] }
  /** Whether the control plane should run; marked durably before anything is stopped. */
  | { readonly op: 'control-plane'; readonly wanted: boolean }
  /** Starts both planes anew, as this supervisor's version has them, without refusing anybody. */
  | { readonly op: 'renew' }
  /** Stops everything of this data folder on purpose: instances, both planes, then the supervisor itself. */
  | { readonly op: 'stop-all' }

/**
 * On the IPC channel between supervisor and data plane (either may be the parent):
 * data plane → supervisor `{ want: address }`, supervisor → data plane `{ socket: address }` with the bound,
 * never read handle; after a supervisor's death the data plane sends its handles back the same way.
 * Data plane → supervisor `{ drop: address }`: nobody serves that address any more, so the held socket is closed too
 * (left open, connections to it would wait for ever instead of being refused). `address` is `HOST:PORT`.
 */
export type SocketMessage =
  | { readonly want: string }
  | { readonly drop: string }
  | { readonly socket: string; readonly problem?: Problem }
  | { readonly drop: string }

/** The supervisor as everybody of ours calls it, over `supervisor.sock` (`src/supervisor/client.ts`). */
export interface Supervision {
  /** Answers when the intent is durable. Throws `stale-generation`. */
  run(key: RunKey, generation: number, spec: RunSpec): Promise<void>
  stop(key: RunKey, generation: number): Promise<void>
  hold(key: RunKey, generation: number): Promise<void>
  restart(key: RunKey, generation: number): Promise<void>
  /** The port of the run's inner address on 127.0.0.1. */
  reserve(key: RunKey): Promise<number>
  /** Starts the job, or answers with the one of that id that there already is. */
  job(spec: JobSpec): Promise<Job>
  cancelJob(id: string): Promise<void>
  /** Starts a task, whose `spec.id` is ignored, or (null) fences it. Throws `stale-generation`. */
  task(key: string, generation: number, spec: JobSpec | null): Promise<void>
  /** The application's user, kept from the first call on; null where applications are not separated. */
  user(application: string): Promise<ApplicationUser | null>
  /** Gives it back, with `remove --data`. Throws `user-in-use`. */
  freeUser(application: string): Promise<void>
  list(): Promise<SupervisorList>
  /** Whole levels, at once and at every change, until the answer is called or the connection is lost. */
  watch(hear: (list: SupervisorList) => void, lost: (error: Error) => void): () => void
  drained(instances: readonly string[]): Promise<void>
  controlPlane(wanted: boolean): Promise<void>
  /** Answers when the next ones are being started. */
  renew(): Promise<void>
  stopAll(): Promise<void>
  close(): void
}
