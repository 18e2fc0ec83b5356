import { setTimeout as sleep } from 'node:timers/promises'
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
  let looked = spec.serves !== false
  const lookForPorts = (): void => {
    if (looked) return
    looked = true
    void warnOfPorts(at.belonging, told.warned, over)
  }
  if (wasReady) lookForPorts()
  const heard: Heard = {
    answered: () => !asksPort(ready) || told.answered(),
    ready: () => {
      told.ready()
      lookForPorts()
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

/** From when a worker is ready: it may listen only once it has done its first work. Milliseconds between looks. */
const looksForPorts = [0, 2_000, 10_000, 60_000]

const warnOfPorts = async (
  belonging: () => Belonging,
  warned: (problem: Problem) => void,
  signal: AbortSignal,
): Promise<void> => {
  for (const wait of looksForPorts) {
    await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
    const ports = signal.aborted ? [] : portsOf(belonging())
    if (ports.length > 0) return warned(workerListens(ports))
  }
}

/** Ports that an instance's processes listen on. */
const portsOf = (belonging: Belonging): readonly number[] => {
  const sockets = socketsOf(membersOf(belonging).map((member) => member.pid))
  if (sockets === undefined) return []
  const own = listeners().filter((listener) => sockets.has(listener.inode))
  return [...new Set(own.map((listener) => listener.port))].sort((a, b) => a - b)
}
