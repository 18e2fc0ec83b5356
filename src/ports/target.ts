import type { Digest } from '../kernel/canonical.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { CheckedBy, Conduct, Job, Run, RunKey, Task } from './supervision.ts'
import type { Sealed } from './vault.ts'

/** Everything that makes a revision run in one environment; its identity was hashed from image, configuration and needs. */
export type RevisionSpec = {
  readonly key: RunKey
  readonly application: string
  readonly environment: string
  readonly component: string
  readonly revision: string
  /** Manifest digest of the OCI image. */
  readonly image: Digest
  /** argv of the start command; the image's own when null. */
  readonly start: readonly string[] | null
  readonly variables: Readonly<Record<string, string>>
  /** By variable; opened only to spawn. Left out where there are none. */
  readonly secrets?: Readonly<Record<string, Sealed>>
  /** Component name to the run it is pinned to: gives `NAME_URL`. */
  readonly needs: Readonly<Record<string, RunKey>>
  /** Folders of the application that outlive every revision; `shared` ones may be written by two at once. */
  /** `made`: a release before had it, so that it is missing where it is not there; it is never begun anew by itself. */
  readonly keep: readonly { readonly path: string; readonly shared: boolean; readonly made?: true }[]
  readonly instances: number
  readonly ready: {
    readonly by?: CheckedBy
    readonly path: string
    readonly status: number
    readonly within: Ms
    readonly steadyFor: Ms
  }
  readonly times: { readonly request: Ms; readonly drain: Ms; readonly stop: Ms }
  /** An instance that was stopped by hand is left as it is. */
  readonly drift?: 'tell'
  /** It has no process: the router serves its files; `fallback` answers for pages that are none. */
  readonly static?: { readonly fallback: string | null }
  /** Nobody is routed to it. */
  readonly worker?: 'exclusive' | 'side-by-side'
  /** It has no instances: its command runs by this timetable. */
  readonly schedule?: {
    readonly at: string
    readonly timeZone: string
    readonly runLate: boolean
    readonly within: Ms
  }
  readonly conduct?: Omit<Conduct, 'exclusive' | 'serves'>
  /** Changes of its database: before the new release starts, and once the old one is gone. */
  readonly migrations?: {
    readonly expand?: { readonly run: readonly string[] }
    readonly contract?: { readonly run: readonly string[] }
    /** Variable with the address of the database. */
    readonly database?: string
    readonly within: Ms
  }
  /** The release task: passes once per release and environment before any instance starts. */
  readonly before?: { readonly run: readonly string[]; readonly within: Ms }
}

/** One command to its end, in the image and the configuration of a revision. */
export type TaskSpec = {
  readonly key: string
  readonly revision: RevisionSpec
  readonly run: readonly string[]
  /** Commands that follow in the same task, each once the one before ended with 0. */
  readonly afterwards?: readonly (readonly string[])[]
  /** Variable with the address of the PostgreSQL whose locks are written, meanwhile, by a job that watches it. */
  readonly locksOf?: string
  readonly within: Ms
}

/** A one-off command in the image and the configuration of a revision. */
export type OnceSpec = {
  /** Never used twice. */
  readonly id: string
  readonly revision: RevisionSpec
  /** Empty: what starts the revision. */
  readonly run: readonly string[]
  readonly within: Ms
}

/** A one-off command that is asked for what it prints. */
export type QuestionSpec = OnceSpec & {
  /** Beside the revision's own. */
  readonly variables: Readonly<Record<string, string>>
  /** Commits whose sources it reads, by the variable that names their folder; null: an empty folder. */
  readonly sources: Readonly<Record<string, string | null>>
}

export type Answer = {
  /** What it printed on standard output; null: more than was asked for. */
  readonly text: string | null
  /** What else it wrote last. */
  readonly lastLines: readonly string[]
}

/** Somebody sits before it; `terminal`: it gets one of its own. */
export type Seat = {
  readonly terminal: { readonly rows: number; readonly columns: number; readonly name: string } | null
}

/** Frames (`lines/frames.ts`) from and to a command; closed before its end, it ends the command. */
export type Attached = {
  readonly output: AsyncIterable<Uint8Array>
  readonly write: (bytes: Uint8Array) => void
  readonly close: () => void
}

export type TargetReading = {
  /** Revisions that one-off commands keep. */
  readonly busy?: readonly RunKey[]
  /** One-off commands, as far back as they are remembered: by the `id` that was chosen for them. */
  readonly once?: readonly (Job & { readonly revision: RunKey })[]
  readonly runs: readonly Run[]
  /** Highest generation durably seen per run key, of living and gone runs. */
  readonly fences: Readonly<Record<RunKey, number>>
  /** Keys that the target lost sight of. */
  readonly unknown: readonly string[]
  /** Tasks that run, ended or were fenced, as far back as a rollout may ask. */
  readonly tasks?: readonly Task[]
  /** Whether each application's code runs as a user of its own. */
  readonly separated?: boolean
}

/** One line that an instance wrote, or a command in its image. */
export type LogLine = {
  readonly key: RunKey
  /** `KEY#INDEX.START`; of a command `KEY#ID`. */
  readonly instance: string
  /** Of a command: a one-off one, a run of a timetable, or the release task. */
  readonly run?: { readonly id: string; readonly kind: 'once' | 'schedule' | 'before' }
  readonly line: string
  /** By when it was written, within a second or so; absent where nothing tells. */
  readonly at?: Instant
}

/**
 * Where revisions run. Every call is idempotent and carries a generation; a lower one than the highest that was
 * durably seen for that key is refused with code `stale-generation`, naming it. Calls answer when the intent is
 * durable, not when the work is done: levels are read.
 */
export interface Target {
  run(revision: RevisionSpec, generation: number): Promise<void>
  stop(key: RunKey, generation: number): Promise<void>
  hold(key: RunKey, generation: number): Promise<void>
  restart(key: RunKey, generation: number): Promise<void>
  /** At a generation above the task's fence: runs it, unless it runs or has passed. */
  task(task: TaskSpec, generation: number): Promise<void>
  /** Starts a one-off command; without a seat it goes on by itself, and its output is kept. */
  once(once: OnceSpec, seat: Seat | null): Promise<Attached | null>
  /** Starts a question, unless it was started; `read` tells by its `once` when it has ended. */
  ask(question: QuestionSpec): Promise<void>
  /** What an ended question printed, at most so many bytes; until the revision is cleaned. */
  answer(question: QuestionSpec, most: number): Promise<Answer>
  /** Raises a task's fence, so that a late start is refused; a running or ended one is left alone. */
  skipTask(key: string, generation: number): Promise<void>
  read(): Promise<TargetReading>
  /** Frees what a gone revision left on the disk; never its kept folders, and its output only where `output` says so. */
  clean(key: RunKey, output?: boolean): Promise<void>
  /** Bytes of what instances and commands of a revision wrote, as output. */
  weigh?(key: RunKey): Promise<number>
  /** Takes away all that an application left on the disk, its kept folders too; nothing of it runs any more. */
  forget?(application: string): Promise<void>
  /**
   * In order of time the last `tail` lines of each instance of these runs, gone ones included, and of the commands of
   * each; then what comes until `follow` aborts. `run`: only of commands whose id begins or
   * ends so.
   */
  logs(
    keys: readonly RunKey[],
    tail: number,
    follow: AbortSignal | null,
    run?: string | null,
  ): AsyncIterable<LogLine>
}
