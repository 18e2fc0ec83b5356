import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Job } from '../../ports/supervision.ts'
import { type Output, outputsIn } from './outputs.ts'

/** Outputs of commands that are kept of one revision: so many, and so many bytes. */
const most = { count: 100, bytes: 64 * 1_048_576 }

/**
 * Names of the outputs of commands that run: `once/KEY/NAME`; `task/KEY/GENERATION` writes `NAME.GENERATION`, what
 * watches it `NAME.GENERATION.watcher`.
 */
const living = (jobs: readonly Job[]): ReadonlySet<string> =>
  new Set(
    jobs.flatMap(({ id, state }) => {
      if (state !== 'running') return []
      const parts = id.split('/')
      return [1, 2, 3].map((count) => parts.slice(-count).join('.'))
    }),
  )

const sizeOf = async ({ current, rotated }: Output) => {
  const found = await Promise.all([current, ...rotated].map((path) => stat(path).catch(() => null)))
  const bytes = found.reduce((sum, one) => sum + (one?.size ?? 0), 0)
  return { bytes, at: Math.max(0, ...found.map((one) => one?.mtimeMs ?? 0)) }
}

/** One output with its copies and their times. */
const drop = async ({ instance, current }: Output): Promise<void> => {
  const folder = dirname(current)
  const prefix = `${basename(current)}`
  for (const name of await readdir(folder).catch(() => []))
    if (name === prefix || name.startsWith(`${prefix}.`)) await rm(join(folder, name), { force: true })
  // Its temporary folder, where the command left nothing in it.
  await rmdir(join(dirname(folder), 'tmp', instance)).catch(() => undefined)
}

/** Removes what commands of a revision wrote long ago, where there is too much of it; never of one that runs. */
export const pruneOutputs = async (folder: string, jobs: readonly Job[], bounds = most): Promise<void> => {
  const running = living(jobs)
  const ended = (await outputsIn(folder)).filter(({ instance }) => !running.has(instance))
  const sized = await Promise.all(ended.map(async (output) => ({ output, ...(await sizeOf(output)) })))
  let bytes = 0
  for (const [index, one] of sized.toSorted((left, right) => right.at - left.at).entries()) {
    bytes += one.bytes
    // The newest stays, however long.
    if (index > 0 && (index >= bounds.count || bytes > bounds.bytes)) await drop(one.output)
  }
}
