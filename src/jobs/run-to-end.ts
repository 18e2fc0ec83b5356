import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../kernel/time.ts'
import type { Job, JobSpec, Supervision } from '../ports/supervision.ts'

/** Beyond the supervisor's own deadline; the start of a process on a busy machine is not the command's. */
const grace: Ms = 10_000
const between: Ms = 40

/** A short job, to its end; null: it was not over long after its deadline, and was cancelled. */
export const runToEnd = async (supervision: Supervision, spec: JobSpec): Promise<Job | null> => {
  const until = performance.now() + spec.within + grace
  let job = await supervision.job(spec)
  while (job.state !== 'ended' && performance.now() < until) {
    await sleep(between)
    job = await supervision.job(spec)
  }
  if (job.state === 'ended') return job
  await supervision.cancelJob(spec.id)
  return null
}
