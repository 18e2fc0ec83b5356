import { spawn } from 'node:child_process'
import { closeSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import { stoppedOnPurpose } from './keeper.ts'
import { lastLines, openLog } from './logs.ts'
import { dataPlaneId, ownEnvironment } from './marks.ts'
import { noSupervisor } from './messages.ts'
import { findPlane } from './planes.ts'
import { isServing } from './serving.ts'
import { serviceDown } from './user-messages.ts'

/** How long a started supervisor has to answer, in milliseconds: a cold machine reads a hundred megabytes first. */
const answersWithin = 20_000

/** The log of a supervisor, which has nobody to tell. */
export const supervisorLog = (folder: Folder): string => join(folder.logs, 'supervisor.log')

/**
 * Whether the supervisor of a data folder is another account's to start: on a prepared server the system's service
 * manager does, as root.
 */
export const isManaged = (folder: Folder): boolean => {
  const owner = statSync(folder.supervisor, { throwIfNoEntry: false })?.uid
  return owner !== undefined && owner !== process.getuid?.()
}

/** How long a service manager may take to start it again, in milliseconds. */
const serviceWithin = 10_000

const waitForService = async (socket: string): Promise<void> => {
  const until = performance.now() + serviceWithin
  while (!(await isServing(socket))) {
    if (performance.now() > until) throw new ProblemError(serviceDown(socket))
    await sleep(50)
  }
}

/**
 * Makes sure that a supervisor answers on the data folder's socket: starts one, detached, where none does. Two at
 * once end with one. `argv`: the command of `main/supervisor`, `--data DIR` included. Throws `no-supervisor`.
 */
export const launchSupervisor = async (folder: Folder, argv: readonly string[]): Promise<void> => {
  const socket = folder.sockets.supervisor
  if (await isServing(socket)) return
  if (isManaged(folder)) return waitForService(socket)
  let started = startDetached(folder, argv)
  const until = performance.now() + answersWithin
  while (!(await isServing(socket))) {
    const failed = started.code !== null && started.code !== 0
    if (failed || performance.now() > until) {
      throw new ProblemError(noSupervisor(socket, lastLines(supervisorLog(folder), 3)))
    }
    // It yielded to one that has not answered yet, or never will.
    if (started.code === 0) started = startDetached(folder, argv)
    await sleep(25)
  }
}

const startDetached = (folder: Folder, argv: readonly string[]): { code: number | null } => {
  const [command = '', ...rest] = argv
  const output = openLog(supervisorLog(folder))
  const ended: { code: number | null } = { code: null }
  const child = spawn(command, rest, {
    cwd: folder.root,
    env: ownEnvironment(folder),
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.on('error', () => {
    ended.code = 127
  })
  child.on('exit', (code) => {
    ended.code = code ?? 1
  })
  child.unref()
  return ended
}

/** A connection on which nothing is said: it stands as long as the other side lives. */
class Line {
  readonly #path: string
  #socket: Socket | null = null

  constructor(path: string) {
    this.#path = path
  }

  get stands(): boolean {
    return this.#socket !== null
  }

  /** Whether somebody accepts it. */
  open(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ path: this.#path })
      socket.unref()
      socket.once('connect', () => {
        this.#socket = socket
        resolve(true)
      })
      socket.on('error', () => resolve(false))
      socket.once('close', () => this.#lost(socket))
      socket.resume()
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #lost(socket: Socket): void {
    if (this.#socket === socket) this.#socket = null
  }
}

/**
 * For the control plane: starts the supervisor again when it and the data plane are both dead, unless everything was
 * stopped on purpose. While a data plane lives, starting it is the data plane's alone: only it has the sockets.
 */
export const guardSupervisor = (folder: Folder, argv: readonly string[], every = 500): (() => void) => {
  let looking = false
  const line = new Line(folder.sockets.supervisor)
  const look = async (): Promise<void> => {
    if (looking || line.stands) return
    looking = true
    try {
      if (await line.open()) return
      if (isManaged(folder) || stoppedOnPurpose(folder.supervisor)) return
      if (findPlane(folder.root, dataPlaneId, null) === undefined) await launchSupervisor(folder, argv)
    } catch {
      // Looked at again at the next turn.
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), every)
  timer.unref()
  return () => {
    clearInterval(timer)
    line.close()
  }
}
