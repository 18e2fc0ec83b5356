import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../kernel/problem.ts'
import type { ReadyCheck } from '../ports/supervision.ts'
import { type Answered, get } from './check.ts'
import { noAnswer, wrongStatus } from './messages.ts'

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
/** A ready instance may miss one check: a loaded machine is not a broken application. */
const missesAllowed = 1

/** Checks one start until the signal aborts. An adopted instance that was ready begins as ready. */
export const checkReadiness = async (
  port: number,
  ready: ReadyCheck,
  wasReady: boolean,
  heard: Heard,
  signal: AbortSignal,
): Promise<void> => {
  let isReady = wasReady
  let answeredOnce = wasReady
  let steadySince: number | null = null
  let misses = 0
  for (let nth = 0; !signal.aborted; nth += 1) {
    const answer = await get(port, ready.path, Math.max(50, Math.min(longest, ready.within)))
    if (signal.aborted) return
    const problem = problemOf(answer, ready)
    const refused = 'refused' in answer && answer.refused
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
    await pause(
      isReady && misses === 0,
      nth,
      steadySince === null ? null : ready.steadyFor - (now - steadySince),
      signal,
    )
  }
}

const problemOf = (answer: Answered, ready: ReadyCheck): Problem | undefined => {
  if ('failure' in answer) return noAnswer(ready.path, answer.failure)
  return answer.status === ready.status ? undefined : wrongStatus(ready.path, answer.status, ready.status)
}

/** Ready ones are checked about each second, spread so that many never answer at once; others soon, then slower. */
const pause = async (
  isCalm: boolean,
  nth: number,
  untilSteady: number | null,
  signal: AbortSignal,
): Promise<void> => {
  const soon = Math.min(50 + nth * 5, slowest)
  const wait = isCalm ? calm * (0.9 + Math.random() * 0.2) : Math.min(soon, Math.max(10, untilSteady ?? soon))
  await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
}
