import type { Problem } from '../kernel/problem.ts'
import type { RunSpec } from '../ports/supervision.ts'
import { listeners, socketsOf } from './listening.ts'
import { checkLiveness } from './live.ts'
import { type Belonging, membersOf, signal } from './members.ts'
import { notAlive, workerListens } from './messages-checks.ts'
import { asksPort, type CommandOf, look } from './probe.ts'
import { checkReadiness, type Heard } from './readiness.ts'
import type { Watched } from './watched.ts'

/** The most that one look of a live check may take, in milliseconds. */
const liveWithin = 5_000

/** What is heard of one start, beside its readiness. */
export type Told = Heard & {
  /** Killed for its live check. */
  readonly dead: (problem: Problem) => void
  readonly warned: (problem: Problem) => void
}

/** All checks of one start, until the signal aborts: ready, alive, and whether a worker listens. */
export const checkInstance = async (
  spec: RunSpec,
  port: number,
  wasReady: boolean,
  at: { readonly watched: Watched; readonly belonging: () => Belonging; readonly commandOf: CommandOf },
  told: Told,
  over: AbortSignal,
): Promise<void> => {
  const { ready, live } = spec
  const heard: Heard = {
    answered: () => !asksPort(ready) || told.answered(),
    ready: () => {
      told.ready()
      const ports = spec.serves === false ? portsOf(at.belonging()) : []
      if (ports.length > 0) told.warned(workerListens(ports))
    },
    missed: told.missed,
  }
  const checks = [
    checkReadiness((within) => look(ready, port, within, at.commandOf), ready, wasReady, heard, over),
  ]
  if (live !== undefined) {
    const dead = (problem: Problem): void => {
      told.dead(notAlive(problem))
      signal(-at.watched.id.pid, 'SIGKILL')
    }
    checks.push(checkLiveness(() => look(live, port, liveWithin, at.commandOf), dead, over))
  }
  await Promise.all(checks)
}

/** Ports that an instance's processes listen on. */
const portsOf = (belonging: Belonging): readonly number[] => {
  const sockets = socketsOf(membersOf(belonging).map((member) => member.pid))
  if (sockets === undefined) return []
  const own = listeners().filter((listener) => sockets.has(listener.inode))
  return [...new Set(own.map((listener) => listener.port))].sort((a, b) => a - b)
}
