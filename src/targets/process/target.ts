import { type Folder, runFolder } from '../../folder/layout.ts'
import { weightOf } from '../../folder/weight.ts'
import { unpack as unpackImage } from '../../images/unpack.ts'
import type { Digest } from '../../kernel/canonical.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Source } from '../../ports/source.ts'
import type { Supervision } from '../../ports/supervision.ts'
import type { RevisionSpec, Target, TaskSpec } from '../../ports/target.ts'
import { cleanRun } from './clean.ts'
import { forget } from './forget.ts'
import { jobSpecOf } from './job-spec.ts'
import { pruneOutputs } from './kept-outputs.ts'
import { keptPaths, letIn } from './let-in.ts'
import { type Outputs, readLogs } from './logs.ts'
import * as say from './messages.ts'
import { busyKeys, onceJobsOf, onceOf, startOnce } from './once.ts'
import { prepare } from './prepare.ts'
import { answerOf, startQuestion } from './question.ts'
import { runSpecOf, type Unpacked } from './spec.ts'
import { removeTree } from './tree.ts'
import { Turns } from './turns.ts'
import { lockWatch } from './watch-locks.ts'

export type ProcessTargetOptions = {
  readonly folder: Folder
  readonly supervision: Supervision
  /** The sources that questions read. */
  readonly source: Pick<Source, 'checkout'>
  /** Unpacks an image by digest, once; the images of the data folder where none is given. */
  readonly unpack?: (folder: Folder, image: Digest) => Promise<Unpacked>
}

/** Revisions of one component share their kept folders: one is prepared after the other. */
const componentOf = (key: string): string => key.split('/').slice(0, 3).join('/')

/**
 * Revisions as processes of this machine: the image lies unpacked by digest, each revision has an application folder
 * of its own per environment, and the supervisor runs, adopts and stops the instances. Fences are the supervisor's.
 */
export const createProcessTarget = ({
  folder,
  supervision,
  source,
  unpack = unpackImage,
}: ProcessTargetOptions): Target => {
  const turns = new Turns()

  /** The image, and the application folder of the revision in it. */
  const lay = async (spec: RevisionSpec): Promise<readonly [Unpacked, string]> => {
    const unpacked = await unpack(folder, spec.image)
    const user = await supervision.user(spec.application)
    const app = await prepare(folder, spec, unpacked.app)
    return [user === null ? unpacked : await letIn(folder, spec, unpacked, user), app]
  }

  const run = async (spec: RevisionSpec, generation: number): Promise<void> => {
    const [unpacked, app] = await lay(spec)
    for (const need of Object.values(spec.needs)) await supervision.reserve(need)
    const { logs } = runFolder(folder, spec.key)
    await supervision.run(spec.key, generation, {
      ...runSpecOf(spec, unpacked, app, logs),
      gives: keptPaths(folder, spec),
    })
  }

  const task = async (spec: TaskSpec, generation: number): Promise<void> => {
    const { key, revision, run: argv, afterwards, locksOf, within } = spec
    const [unpacked, app] = await lay(revision)
    await pruneOutputs(runFolder(folder, revision.key).tasks, (await supervision.list()).jobs)
    const name = `${key.slice(key.lastIndexOf('/') + 1)}.${generation}`
    const command = {
      revision,
      run: argv,
      within,
      name,
      ...(afterwards === undefined ? {} : { afterwards }),
      ...(locksOf === undefined ? {} : { watcher: lockWatch(locksOf) }),
    }
    await supervision.task(key, generation, await jobSpecOf(folder, supervision, command, unpacked, app))
  }

  const clean = async (key: string, output: boolean): Promise<void> => {
    const { runs, jobs } = await supervision.list()
    const living = runs.find((one) => one.key === key)
    const busy = onceJobsOf(jobs, key).length > 0
    if (busy || (living !== undefined && living.value !== 'absent'))
      throw new ProblemError(say.stillRunning(key))
    if (output) await removeTree(runFolder(folder, key).root)
    else await cleanRun(folder, key)
  }

  return {
    run: (spec, generation) => turns.take(componentOf(spec.key), () => run(spec, generation)),
    stop: async (key, generation) => {
      await supervision.stop(key, generation)
      // Whoever decided to stop has waited for them.
      for (const { id } of onceJobsOf((await supervision.list()).jobs, key)) await supervision.cancelJob(id)
    },
    once: async (spec, seat) => {
      const { revision } = spec
      await pruneOutputs(runFolder(folder, revision.key).tasks, (await supervision.list()).jobs)
      const [unpacked, app] = await turns.take(componentOf(revision.key), () => lay(revision))
      return startOnce(folder, supervision, spec, seat, unpacked, app)
    },
    ask: async (question) => {
      const { revision } = question
      const [unpacked, app] = await turns.take(componentOf(revision.key), () => lay(revision))
      await startQuestion(folder, supervision, source, question, unpacked, app)
    },
    answer: (question, most) => answerOf(folder, question, most),
    hold: (key, generation) => supervision.hold(key, generation),
    restart: (key, generation) => supervision.restart(key, generation),
    task: (spec, generation) => turns.take(componentOf(spec.revision.key), () => task(spec, generation)),
    skipTask: (key, generation) => supervision.task(key, generation, null),
    read: async () => {
      const { runs, fences, unknown, jobs, tasks = [], users } = await supervision.list()
      const separated = users !== undefined
      return { runs, fences, unknown, tasks, busy: busyKeys(jobs), once: onceOf(jobs), separated }
    },
    clean: (key, output = false) => turns.take(componentOf(key), () => clean(key, output)),
    weigh: async (key) => {
      const { logs, tasks } = runFolder(folder, key)
      return (await weightOf(logs)) + (await weightOf(tasks))
    },
    forget: (application) => forget(folder, supervision, application),
    logs: (keys, tail, follow, run = null) => {
      const outputs = keys.flatMap((key): Outputs[] => {
        const { logs, tasks } = runFolder(folder, key)
        return [
          { key, folder: logs, of: 'instances' },
          { key, folder: tasks, of: 'commands' },
        ]
      })
      return readLogs(outputs, { tail, run, follow })
    },
  }
}
