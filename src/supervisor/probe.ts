import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../kernel/problem.ts'
import type { CheckedBy } from '../ports/supervision.ts'
import { get } from './check.ts'
import { signal } from './members.ts'
import { commandFailed, noAnswer, portClosed, wrongStatus } from './messages-checks.ts'
import { reasonOf, type Command as Started, start } from './spawn.ts'

/** What is looked at: a path of its own port, the port alone, a command, or nothing but that it lives. */
export type Check = { readonly by?: CheckedBy; readonly path: string; readonly status: number }

/** `refused`: nobody listens. */
export type Looked = { readonly problem: Problem | undefined; readonly refused: boolean }

/** How a command of the instance's own is started: in its folder, with its variables, as its user. */
export type CommandOf = (argv: readonly string[]) => Promise<Started>

/** Whether a check asks the instance's port: then another process may answer there. */
export const asksPort = ({ by }: Check): boolean => by === undefined || by === 'port'

/** One look, which takes at most `within` milliseconds. */
export const look = async (
  check: Check,
  port: number,
  within: number,
  commandOf: CommandOf,
): Promise<Looked> => {
  const { by } = check
  if (by === 'process') return fine
  if (by === 'port') return lookAtPort(port, within)
  if (by !== undefined) return lookByCommand(by.command, within, commandOf)
  const answer = await get(port, check.path, within)
  if ('failure' in answer) return { problem: noAnswer(check.path, answer.failure), refused: answer.refused }
  const right = answer.status === check.status
  return { problem: right ? undefined : wrongStatus(check.path, answer.status, check.status), refused: false }
}

const fine: Looked = { problem: undefined, refused: false }

const lookAtPort = (port: number, within: number): Promise<Looked> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const done = (reason: string | null): void => {
      clearTimeout(timer)
      socket.destroy()
      const problem = reason === null ? undefined : portClosed(port, reason)
      resolve({ problem, refused: reason === 'ECONNREFUSED' })
    }
    const timer = setTimeout(() => done(`${within} ms`), within)
    socket.on('connect', () => done(null))
    socket.on('error', (error) => done(reasonOf(error)))
  })

const lookByCommand = async (
  argv: readonly string[],
  within: number,
  commandOf: CommandOf,
): Promise<Looked> => {
  const name = argv[0] ?? ''
  try {
    const watched = await start(await commandOf(argv))
    const over = new AbortController()
    const late = sleep(within, 'late' as const, { signal: over.signal, ref: false }).catch(() => null)
    const ended = await Promise.race([watched.ended, late])
    over.abort()
    signal(-watched.id.pid, 'SIGKILL')
    if (ended === 'late' || ended === null)
      return { problem: commandFailed(name, `${within} ms`), refused: false }
    if (ended.code === 0) return fine
    return { problem: commandFailed(name, ended.signal ?? String(ended.code)), refused: false }
  } catch (error) {
    return { problem: commandFailed(name, reasonOf(error)), refused: false }
  }
}
