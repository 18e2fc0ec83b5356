import { spawn } from 'node:child_process'
import { accessSync, closeSync, constants, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { ProblemError } from '../kernel/problem.ts'
import { openLog } from './logs.ts'
import { defaultPath } from './marks.ts'
import { commandMissing, folderMissing, notStarted } from './messages.ts'
import { type Watched, watchChild } from './watched.ts'

export type Command = {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Output is appended here: by descriptor, since a reader of a pipe could die before the writer. */
  readonly log: string
}

/**
 * Starts a command as leader of a session and a process group of its own.
 * Throws `start-command-missing`, `folder-missing`, `not-started`.
 */
export const start = async (command: Command): Promise<Watched> => {
  const [name = '', ...rest] = command.argv
  checkCommand(name, command)
  let output: number
  try {
    output = openLog(command.log)
  } catch (error) {
    throw new ProblemError(notStarted(name, reasonOf(error)), error)
  }
  try {
    const child = spawn(name, rest, {
      cwd: command.cwd,
      env: { ...command.environment },
      detached: true,
      stdio: ['ignore', output, output],
    })
    const { pid } = child
    if (pid !== undefined) {
      child.on('error', () => {})
      child.unref()
      return watchChild(child, pid)
    }
    const error = await new Promise<Error>((told) => child.once('error', told))
    throw new ProblemError(notStarted(name, reasonOf(error)), error)
  } finally {
    closeSync(output)
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
