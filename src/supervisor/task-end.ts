import { lastLines } from './logs.ts'
import type { JobRecord, State } from './state.ts'

/** What a failed task wrote last is kept with it: this many lines, so that an error stands there above its trace. */
const linesKept = 40

/** A task's end is kept with the task: the job that ran it is forgotten before it. `hide`: takes secrets out. */
export const endTask = (
  state: State,
  job: JobRecord,
  hide: (lines: readonly string[]) => readonly string[],
): void => {
  const task = Object.values(state.tasks ?? {}).find((one) => one.job === job.id)
  if (task === undefined || task.value !== 'running') return
  const { code, signal, timedOut } = job
  const passed = code === 0 && !timedOut
  Object.assign(task, {
    value: passed ? 'passed' : 'failed',
    code,
    signal,
    timedOut,
    lastLines: passed ? [] : hide(lastLines(job.log, linesKept)),
  })
}
