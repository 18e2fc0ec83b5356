import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import type { Job, JobSpec, Supervision } from '../ports/supervision.ts'

/** Beyond the supervisor's own deadline: after it the job is taken for lost. */
const grace = 30_000

/** Niced to the end: what serves people comes first. */
export const nice = 10

export const newJobId = (kind: 'build' | 'test'): string => `${kind}-${randomBytes(9).toString('hex')}`

/** Until a job has ended, by the levels that the supervisor tells; null when the connection was lost. */
const ended = (supervision: Supervision, id: string, within: Ms): Promise<Job | null> =>
  new Promise((resolve) => {
    let stop: () => void = () => undefined
    const done = (job: Job | null) => {
      clearTimeout(timer)
      stop()
      resolve(job)
    }
    const timer = setTimeout(() => done(null), within)
    stop = supervision.watch(
      ({ jobs }) => {
        const job = jobs.find((one) => one.id === id)
        if (job?.state === 'ended') setImmediate(() => done(job))
      },
      () => setImmediate(() => done(null)),
    )
  })

/**
 * Runs a job to its end. A supervisor that died on the way is asked again: the same id never runs twice. A job that is
 * not ended long after its deadline is cancelled and given as timed out.
 */
export const runJob = async (supervision: Supervision, spec: JobSpec): Promise<Job> => {
  const start = performance.now()
  const left = () => spec.within + grace - (performance.now() - start)
  for (;;) {
    try {
      const job = await supervision.job(spec)
      if (job.state === 'ended') return job
      const last = await ended(supervision, spec.id, Math.min(left(), 10_000))
      if (last !== null) return last
      if (left() <= 0) {
        await supervision.cancelJob(spec.id)
        return { ...job, state: 'ended', timedOut: true }
      }
    } catch (error) {
      // A supervisor that is being started again does not answer for a moment; any other refusal is final.
      const final = error instanceof ProblemError && error.problems.some(({ kind }) => kind !== 'unavailable')
      if (final || left() <= 0) throw error
      await wait(200)
    }
  }
}
