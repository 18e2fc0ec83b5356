import { join } from 'node:path'
import type { Folder } from '../../folder/layout.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { answers, closeLines, listenLines } from '../../lines/server.ts'
import type { Supervision } from '../../ports/supervision.ts'
import { control } from './control.ts'
import { DataPlane } from './data-plane.ts'
import { alreadyRuns } from './messages.ts'
import type { Sockets } from './sockets/listeners.ts'
import { readBootId, StateFile } from './state.ts'
import { TelemetryLog } from './telemetry/log.ts'

export type ProxyOptions = {
  readonly folder: Folder
  readonly supervision: Pick<Supervision, 'watch' | 'drained'>
  /** Where listening sockets come from. */
  readonly sockets: Sockets
  /** Until an order of a certificate that failed is tried again, in milliseconds. */
  readonly acmeFirstWait?: number
  /** A failure that nobody waits for. */
  readonly trouble: (where: string, error: unknown) => void
}

export type RunningProxy = {
  /** When what is stored is served. */
  readonly serving: Promise<void>
  /**
   * Gives the addresses, the socket and the files to the next data plane at once, and ends when what is open here has
   * come to its end, at most `within` milliseconds later. What is answered meanwhile is not counted.
   */
  leave(within: number): Promise<void>
  /** Accepts nobody new, ends what is under way (at most `within` milliseconds), and writes what it counted. */
  stop(within: number): Promise<void>
}

/**
 * The data plane of a folder. Answers when `proxy.sock` accepts; what is stored is served as soon as the supervisor
 * has told what runs. Throws `already-runs`, `damaged-state`, `newer-state`.
 */
export const startProxy = async (options: ProxyOptions): Promise<RunningProxy> => {
  const { folder, trouble } = options
  const socket = folder.sockets.proxy
  if (await answers(socket)) throw new ProblemError(alreadyRuns(socket))
  const file = new StateFile(folder.proxy)
  const bootId = readBootId()
  const stored = file.read() ?? { bootId, splits: {}, fences: {} }
  const log = await TelemetryLog.open(join(folder.proxy, 'telemetry'), {
    sameBoot: stored.bootId === bootId,
    trouble: (error) => trouble('write telemetry', error),
  })
  const plane = new DataPlane({ ...options, file, log, stored, bootId })
  const serving = plane.begin()
  const server = await listenLines(socket, control(plane.traffic, log, serving))
  return {
    serving,
    leave: (within) => {
      closeLines(server)
      return plane.leave(within)
    },
    stop: async (within) => {
      server.close()
      await plane.stop(within)
    },
  }
}
