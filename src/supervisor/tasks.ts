import { ProblemError } from '../kernel/problem.ts'
import type { JobSpec, Task } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import type { Jobs } from './jobs.ts'
import { staleGeneration } from './messages.ts'
import type { TaskRecord } from './state.ts'

/** Tasks remembered of one environment: those of the lowest generations go first, and are never asked for again. */
const most = 100

/**
 * Jobs that are to pass once, each fenced by a generation of its own: whoever asks again, however late or often,
 * never runs a second one beside the first, nor one that has passed.
 */
export class Tasks {
  readonly #context: Context
  readonly #jobs: Jobs

  constructor(context: Context, jobs: Jobs) {
    this.#context = context
    this.#jobs = jobs
  }

  list(): readonly Task[] {
    return Object.values(this.#known()).map(({ job: _, ...task }) => task)
  }

  async start(key: string, generation: number, spec: JobSpec): Promise<void> {
    const before = this.#check(key, generation)
    if (before !== undefined && generation === before.generation) return
    const kept = before?.value === 'running' || before?.value === 'passed'
    if (kept) return this.#raise(key, generation, before)
    const job = `task/${key}/${generation}`
    await this.#jobs.job({ ...spec, id: job }, () =>
      this.#put({ ...fresh(key), generation, value: 'running', job }),
    )
  }

  skip(key: string, generation: number): void {
    this.#raise(key, generation, this.#check(key, generation))
  }

  /** Throws `stale-generation`, naming the higher one. */
  #check(key: string, generation: number): TaskRecord | undefined {
    const before = this.#known()[key]
    if (before !== undefined && generation < before.generation) {
      throw new ProblemError(staleGeneration(key, generation, before.generation))
    }
    return before
  }

  #raise(key: string, generation: number, before: TaskRecord | undefined): void {
    this.#context.keeper.request(() => this.#put({ ...(before ?? fresh(key)), generation }))
  }

  #put(task: TaskRecord): () => void {
    const tasks = this.#known()
    const before = { ...tasks }
    tasks[task.key] = task
    const ended = Object.values(tasks).filter(
      (one) => one.value !== 'running' && environmentOf(one.key) === environmentOf(task.key),
    )
    ended.sort((a, b) => a.generation - b.generation)
    for (const one of ended.slice(0, -most)) delete tasks[one.key]
    return () => {
      this.#context.keeper.state.tasks = before
    }
  }

  #known(): Record<string, TaskRecord> {
    const { state } = this.#context.keeper
    state.tasks ??= {}
    return state.tasks
  }
}

const environmentOf = (key: string): string => key.split('/').slice(0, 2).join('/')

const fresh = (key: string): TaskRecord => ({
  key,
  generation: 0,
  value: 'skipped',
  code: null,
  signal: null,
  timedOut: false,
  lastLines: [],
  job: null,
})
