import type { Problem } from '../kernel/problem.ts'
import type { RunSpec } from '../ports/supervision.ts'
import { type Belonging, membersOf, signal } from './members.ts'
import { stoppedByHand } from './messages.ts'
import { type ProcessId, statOf } from './proc.ts'

/** Looks in a row that must find a start standing still: whoever stopped it may be about to continue it. */
const looks = 2

/**
 * Looks for a start that was stopped by a signal (SIGSTOP): it neither ends nor answers, and nothing but a look in
 * /proc tells. A process under a debugger's hand is not stopped in this sense.
 */
export class Standstill {
  /** It was killed for standing still. */
  killed = false
  #seen = 0

  /**
   * One look. Kills what stands still, or says so where it is to be left alone; undefined: it does not stand still.
   * `silent`: it does not answer, so that its other processes are worth a look too.
   */
  look(
    leader: ProcessId,
    belonging: Belonging,
    silent: boolean,
    drift: RunSpec['drift'],
  ): Problem | undefined {
    const stat = statOf(leader.pid)
    const isStill =
      (stat?.start === leader.start && stat.stopped) ||
      (silent && membersOf(belonging).some((member) => member.stopped))
    this.#seen = isStill ? this.#seen + 1 : 0
    if (this.#seen < looks) return undefined
    if (drift !== 'tell' && !this.killed) {
      this.killed = true
      signal(-leader.pid, 'SIGKILL')
    }
    return stoppedByHand(drift === 'tell')
  }
}
