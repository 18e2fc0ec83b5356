import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../kernel/problem.ts'
import type { ReadyCheck } from '../ports/supervision.ts'
import { pace, together } from './pace.ts'
import type { Looked } from './probe.ts'

/** What the checks of one start say: only changes are told. */
export type Heard = {
  /** The first answer of this start came; false ends the checks (the answer was another process's). */
  readonly answered: () => boolean
  readonly ready: () => void
  /** Not ready any more, or not yet; `refused`: nobody listens. */
  readonly missed: (problem: Problem, refused: boolean) => void
}

/** Between checks of a ready instance, of one not ready yet, and the most that one check waits, in milliseconds. */
const calm = 1_000
const slowest = 250
const longest = 2_000
/** One that was looked at so often is no newcomer: where there are many of them, each is looked at less often. */
const newcomer = 120
const calmest = 10_000
/** A ready instance may miss one check: a loaded machine is not a broken application. */
const missesAllowed = 1

/** A command is a process of its own: a ready instance is not asked by one more often than this. */
const calmByCommand = 10_000

/**
 * Checks one start until the signal aborts. An adopted instance that was ready begins as ready. `look` is one check,
 * given the most that it may take.
 */
export const checkReadiness = async (
  look: (within: number) => Promise<Looked>,
  ready: ReadyCheck,
  wasReady: boolean,
  heard: Heard,
  signal: AbortSignal,
): Promise<void> => {
  let isReady = wasReady
  let answeredOnce = wasReady
  let steadySince: number | null = null
  let misses = 0
  const left = pace.enter()
  signal.addEventListener('abort', left, { once: true })
  for (let nth = 0; !signal.aborted; nth += 1) {
    const { problem, refused } = await look(Math.max(50, Math.min(longest, ready.within)))
    if (signal.aborted) return
    if (!answeredOnce && !refused) {
      if (!heard.answered()) return
      answeredOnce = true
    }
    const now = performance.now()
    if (problem === undefined) {
      misses = 0
      steadySince ??= now
      if (!isReady && now - steadySince >= ready.steadyFor) {
        isReady = true
        heard.ready()
      }
    } else {
      misses += 1
      steadySince = null
      if (!isReady || refused || misses > missesAllowed) {
        isReady = false
        heard.missed(problem, refused)
      }
    }
    const usual = nth < newcomer ? calm : pace.between(calm, calmest)
    await pause(
      isReady && misses === 0 ? (typeof ready.by === 'object' ? calmByCommand : usual) : null,
      nth,
      steadySince === null ? null : ready.steadyFor - (now - steadySince),
      signal,
    )
  }
}

/** Ready ones are checked about each second, spread so that many never answer at once; others soon, then slower. */
const pause = async (
  calmly: number | null,
  nth: number,
  untilSteady: number | null,
  signal: AbortSignal,
): Promise<void> => {
  const soon = Math.min(50 + nth * 5, slowest)
  const wait =
    calmly !== null
      ? together(calmly * (0.8 + Math.random() * 0.2))
      : Math.min(soon, Math.max(10, untilSteady ?? soon))
  await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
}
