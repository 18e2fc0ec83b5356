import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { blindness } from './blind.ts'
import { bestBet, ratios } from './factors.ts'
import { harmlessness, judge } from './judge.ts'
import * as words from './messages.ts'
import { profiles } from './plan.ts'
import type { JudgeState, WatchEnd } from './types.ts'

/**
 * The lowest error rate of new that would, on average, have been called a regression in this watch: for the best
 * ratio of the grid, the rate at which log E, less its share of the mixture (1/2 of the change points, one ratio of
 * eight) and without the requests of K blocks, reaches 1/alpha. Null: not even if every request had failed.
 */
export const smallestSeen = (state: JudgeState): number | null => {
  const { watched, plan, limit } = state
  if (watched === null || watched.totals.seconds === 0) return null
  const { blocks, seconds } = profiles[plan.profile]
  const kept = Math.max(0, 1 - (blocks * seconds) / watched.totals.seconds)
  const [n, nB] = [watched.totals.new.requests * kept, watched.totals.old.requests * kept]
  if (n === 0) return null
  const both = limit !== null && !watched.alone ? 2 : 1
  const needed = Math.log((2 * ratios.length * both) / plan.alpha) / n
  const pB = nB === 0 ? 0 : watched.totals.old.errors / watched.totals.old.requests
  const rates = ratios.flatMap((ratio) => {
    const alone = limit === null ? [] : [(needed + limit.limit * (ratio - 1)) / Math.log(ratio)]
    if (nB === 0 || watched.alone) return alone
    const { a, c } = bestBet(n, nB, ratio, plan.worseThan.ratio)
    const beside = needed + plan.worseThan.plus * (a - 1) - pB * (nB / n) * Math.log(c)
    return a > 1 ? [...alone, beside / Math.log(a)] : alone
  })
  const least = Math.min(...rates)
  return least <= 1 ? least : null
}

/** How the watch ends now that its time is over: never a silent pass (BEHAVIOUR, "First release"). */
export const endWatch = (state: JudgeState, now: Instant): WatchEnd => {
  const counted = (state.watched ?? state.proving).totals.new.requests
  const { found, missing } = harmlessness(state)
  const needed = missing === null ? null : counted + missing
  const seen = smallestSeen(state)
  const verdict = judge(state, now)
  const ended = (result: WatchEnd['result'], text: Text): WatchEnd => ({
    result,
    counted,
    needed,
    smallestSeen: seen,
    text,
  })
  if (verdict.kind === 'regressed') return ended('regressed', verdict.text)
  const blind = blindness(state, now)
  if (blind !== null) return ended('no telemetry', words.watchBlind(blind.text))
  if (found === null) return ended('not compared', words.watchNotCompared(counted))
  return verdict.kind === 'safe'
    ? ended('passed', words.watchPassed(counted, seen))
    : ended('not enough evidence', words.watchUndecided(counted, needed, seen))
}
