import type { Problem } from '../kernel/problem.ts'
import type { RunSpec } from '../ports/supervision.ts'
import { type Belonging, membersOf, signal } from './members.ts'
import { stoppedByHand } from './messages.ts'
import { type ProcessId, StatFile } from './proc.ts'

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
  #stat: StatFile | undefined

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
    this.#stat ??= new StatFile(leader.pid)
    const stat = this.#stat.read()
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

  /** The start has ended: there is nothing to look at any more. */
  over(): void {
    this.#stat?.close()
    this.#stat = undefined
  }
}
