import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { ProblemError } from '../kernel/problem.ts'
import type { ApplicationUser } from '../ports/supervision.ts'
import { openLog } from './logs.ts'
import { defaultPath } from './marks.ts'
import { commandMissing, folderMissing, notStarted } from './messages.ts'
import { argvWithin, as, withMask } from './privileges.ts'
import { type Watched, watchChild } from './watched.ts'

export type Command = {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Output is appended here: by descriptor, since a reader of a pipe could die before the writer. */
  readonly log: string
  /** Standard output goes here instead: a new file. */
  readonly output?: string
  /** Who it runs as, and whose the log is; absent: ourselves. */
  readonly user?: ApplicationUser | null
  readonly keeper?: ApplicationUser | null
}

/**
 * Starts a command as leader of a session and a process group of its own.
 * Throws `start-command-missing`, `folder-missing`, `not-started`.
 */
export const start = async (command: Command): Promise<Watched> => {
  const [name = ''] = command.argv
  checkCommand(name, command)
  const files: number[] = []
  try {
    as(command.keeper ?? null, () => {
      files.push(openLog(command.log))
      if (command.output !== undefined) files.push(openSync(command.output, 'wx', 0o600))
    })
    const [log = 'ignore', output = log] = files
    const user = command.user ?? null
    const [program = '', ...rest] = user === null ? command.argv : argvWithin(command.cwd, command.argv)
    const begin = (): ChildProcess =>
      spawn(program, rest, {
        cwd: user === null ? command.cwd : '/',
        env: { ...command.environment },
        detached: true,
        stdio: ['ignore', output, log],
        ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      })
    const child = user === null ? begin() : withMask(0o022, begin)
    const { pid } = child
    if (pid !== undefined) {
      child.on('error', () => {})
      child.unref()
      return watchChild(child, pid)
    }
    const error = await new Promise<Error>((told) => child.once('error', told))
    throw error
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(notStarted(name, reasonOf(error)), error)
  } finally {
    for (const file of files) closeSync(file)
  }
}

/** What the system answered, in its own short word. */
export const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

const checkCommand = (name: string, command: Command): void => {
  if (statSync(command.cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ProblemError(folderMissing(command.cwd))
  }
  const path = command.environment['PATH'] ?? defaultPath
  const places = name.includes('/')
    ? [isAbsolute(name) ? name : resolve(command.cwd, name)]
    : path.split(':').map((folder) => join(resolve(command.cwd, folder), name))
  if (name === '' || !places.some(isExecutable)) throw new ProblemError(commandMissing(name, command.cwd))
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
