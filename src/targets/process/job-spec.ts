import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addressVariable } from '../../config/check.ts'
import { type Folder, runFolder } from '../../folder/layout.ts'
import type { JobSpec, Supervision } from '../../ports/supervision.ts'
import type { RevisionSpec } from '../../ports/target.ts'
import { keptPaths } from './let-in.ts'
import { sealedOf, type Unpacked, variablesOf, withNode } from './spec.ts'

/** One command in the image and the configuration of a revision; `name` names its output and temporary folder. */
export type Command = {
  readonly revision: RevisionSpec
  readonly run: readonly string[]
  readonly afterwards?: readonly (readonly string[])[]
  /** What watches it, as a job of its own. */
  readonly watcher?: readonly string[]
  readonly within: number
  readonly name: string
}

/** What the supervisor is asked to run: as an instance would run, without a port of its own. */
export const jobSpecOf = async (
  folder: Folder,
  supervision: Pick<Supervision, 'reserve'>,
  command: Command,
  unpacked: Unpacked,
  app: string,
): Promise<JobSpec> => {
  const { revision, run, within, name } = command
  const { tmp, tasks: outputs } = runFolder(folder, revision.key)
  const temporary = join(tmp, name)
  for (const path of [temporary, outputs]) await mkdir(path, { recursive: true, mode: 0o700 })
  const addresses: Record<string, string> = {}
  for (const [component, key] of Object.entries(revision.needs)) {
    addresses[addressVariable(component)] = `http://127.0.0.1:${await supervision.reserve(key)}`
  }
  return {
    id: name,
    argv: withNode(unpacked, run),
    ...(command.watcher === undefined
      ? {}
      : {
          watcher: {
            argv: withNode(unpacked, command.watcher),
            log: join(outputs, `${name}.watcher.log`),
          },
        }),
    ...(command.afterwards === undefined
      ? {}
      : { afterwards: command.afterwards.map((argv) => withNode(unpacked, argv)) }),
    cwd: app,
    variables: { ...variablesOf(revision, unpacked, app), ...addresses, TMPDIR: temporary },
    ...sealedOf(revision),
    log: join(outputs, `${name}.log`),
    within,
    nice: 0,
    application: revision.application,
    gives: [temporary, ...keptPaths(folder, revision)],
  }
}
