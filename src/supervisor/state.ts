import type { Instant } from '../kernel/time.ts'
import type { Job, Run, RunKey, RunSpec, Task } from '../ports/supervision.ts'
import type { ProcessId } from './proc.ts'

/**
 * The supervisor's durable state, one JSON file. Rooms of this folder change it in place and have it saved: requests
 * before they are answered, intents before each spawn.
 */
export type State = {
  version: 1
  /** The boot that `process` numbers belong to. */
  bootId: string
  /** Stopped on purpose: nobody starts this supervisor again but a person. */
  stopped: boolean
  /** Counts every start of an instance, so that no id is used twice. */
  lastStart: number
  fences: Record<RunKey, number>
  /** Highest generation among forgotten tombstones, by `APPLICATION/ENVIRONMENT`: one counter draws them all. */
  floors: Record<string, number>
  inner: Record<RunKey, number>
  runs: Record<RunKey, RunRecord>
  jobs: Record<string, JobRecord>
  /** Absent in what an earlier version wrote. */
  tasks?: Record<string, TaskRecord>
  /** The user of each application, where applications are separated. */
  users?: Record<string, string>
  dataPlane: PlaneRecord
  controlPlane: PlaneRecord & { wanted: boolean }
}

export type RunRecord = {
  key: RunKey
  generation: number
  spec: RunSpec
  stopping: boolean
  crashes: number
  lastCrash?: NonNullable<Run['lastCrash']>
  /** The generation of the last rolling replacement, so that a repeated request rolls once. */
  restarted: number
  /** Instances of starts up to this one are to be replaced, one after the other. */
  replaceUpTo: number
  instances: InstanceRecord[]
}

/** `intended`: written before the spawn; `process` is null until the spawn is recorded too. */
export type InstanceRecord = {
  id: string
  start: number
  index: number
  port: number | null
  process: ProcessId | null
  phase: 'intended' | 'up' | 'backoff' | 'draining' | 'stopping'
  /** Starts that ended unasked since it was last healthy: the backoff counts them. */
  failures: number
  ready: boolean
  /** Was ready once, in this start or an earlier one. */
  served: boolean
  since: Instant
  /** Its temporary folder, where that is not in the run's own. */
  temporary?: string
  /** Ended, and by its policy not started again. */
  over?: boolean
  lastExit?: { code: number | null; signal: string | null; at: Instant }
}

export type JobRecord = { -readonly [Member in keyof Job]: Job[Member] } & {
  process: ProcessId | null
  deadline: Instant
  log: string
  output?: string
}

/** `job`: the id of the last job that was started for it; null: none was. */
export type TaskRecord = { -readonly [Member in keyof Task]: Task[Member] } & { job: string | null }

export type PlaneRecord = { process: ProcessId | null; restarts: number }

export const emptyState = (bootId: string, controlPlaneWanted: boolean): State => ({
  version: 1,
  bootId,
  stopped: false,
  lastStart: 0,
  fences: {},
  floors: {},
  inner: {},
  runs: {},
  jobs: {},
  dataPlane: { process: null, restarts: 0 },
  controlPlane: { process: null, restarts: 0, wanted: controlPlaneWanted },
})
