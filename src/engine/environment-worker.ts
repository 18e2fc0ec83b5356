import { ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import { environment, queueOf } from '../records/environments.ts'
import { liveRollout, liveTails } from '../records/rollouts.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { watchAfter } from './after-rollback.ts'
import { isAtRest } from './at-rest.ts'
import { checklistStep } from './checklist-step.ts'
import { driftOf } from './drift.ts'
import { isClosed, keepClosed, waitForOpening } from './maintenance.ts'
import * as words from './messages.ts'
import { goesOn, goOn } from './onwards.ts'
import { printStep } from './print-step.ts'
import { prepareRollback } from './rebuild.ts'
import { rehearsalStep } from './rehearsal-evidence.ts'
import { removeStep } from './remove.ts'
import { stepRestart } from './restart-step.ts'
import { stepRollout } from './step.ts'
import { stepTail } from './step-tail.ts'
import { trainStep } from './train.ts'
import { giveBackTurn, takeTurn } from './turn.ts'
import { upkeepOf } from './upkeep.ts'
import { warningsOf } from './warnings.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

const idle: Ms = 5_000
/** Whoever changes something wakes it, and so does every reading that is another one than before (`stir.ts`). */
const resting: Ms = 60_000
const soon: Ms = 500

/** The live rollout's step; a turn that its gates no longer grant is given back. */
const stepLive = async (works: Works, row: Environment, live: Rollout, world: World): Promise<Ms> => {
  if (live.kind === 'restart') return stepRestart(works, row, live, world)
  if (live.state.phase === 'waiting') {
    const ready =
      live.kind === 'rollback' ? await prepareRollback(works, live) : !(await giveBackTurn(works, row, live))
    if (!ready) return 0
  }
  return stepRollout(works, row, live, world)
}

/** Until the first hold of the queue that ends by itself: a window that opens is not slept over. */
const untilOpening = async ({ parts }: Works, key: string): Promise<Ms> => {
  const now = parts.clock.now()
  const ends = (await queueOf(parts.records, key)).flatMap(({ verdict }) => verdict?.until ?? [])
  const coming = ends.filter((end) => end > now).map((end) => end - now)
  return Math.min(idle, ...coming)
}

/** Nothing is touched: only a rollout on its way learns that it was handed over, and keeps what runs running. */
const inHands = async (works: Works, row: Environment, live: Rollout | null): Promise<Ms> => {
  if (live === null || live.kind === 'restart' || live.state.phase === 'waiting') return idle
  const world = await works.eyes.read()
  if (world.target === null || world.router === null) return soon
  return Math.min(idle, await stepRollout(works, row, live, world))
}

/**
 * All that goes on in one environment, one decision after the other: the turn, the live rollout, what was left, and
 * the watch after a way back. Nothing is remembered between two steps but whether the world was ever read: the
 * counter must start above all that target and router have seen.
 */
export const environmentStep = (works: Works, key: string): (() => Promise<Ms>) => {
  let begun = false
  const upkeep = upkeepOf(works)
  const warn = warningsOf(works)
  const drift = driftOf(works)
  const step = async (): Promise<Ms> => {
    const { records } = works.parts
    const row = await environment(records, key)
    if (row === null) return idle
    const live = await liveRollout(records, key)
    const tails = await liveTails(records, key)
    if (row.handedOver?.removing !== undefined)
      return await removeStep(works, row, row.handedOver.removing.data)
    await drift(row, live)
    if (row.handedOver !== null) return await inHands(works, row, live)
    if (live === null) await upkeep(row)
    await warn(row)
    await keepClosed(works, row)
    const departs = Math.min(
      await trainStep(works, row),
      await checklistStep(works, row, live),
      await rehearsalStep(works, row),
      await printStep(works, row, live),
    )
    const queued = live === null && (await queueOf(records, key)).some(({ state }) => state === 'waiting')
    if (queued && isClosed(row)) await waitForOpening(works, row)
    const waiting = queued && !isClosed(row)
    const after = live === null ? await watchAfter.due(works, row) : null
    const onwards = live === null && (await goesOn(works, row))
    if (live === null && tails.length === 0 && !waiting && after === null && !onwards)
      return Math.min(isAtRest(works, row) ? resting : idle, departs)
    const world = await works.eyes.read()
    begun ||= world.target !== null && world.router !== null
    if (!begun) return soon
    const sleeps: Ms[] = [idle, departs]
    if (live !== null) sleeps.push(await stepLive(works, row, live, world))
    else if (world.target !== null) {
      if (onwards && (await goOn(works, row, world))) return 0
      if (waiting && (await takeTurn(works, row, world)) !== null) return 0
      if (waiting) sleeps.push(await untilOpening(works, key))
    }
    if (after !== null) sleeps.push(await watchAfter.step(works, after, world))
    for (const tail of tails) sleeps.push(await stepTail(works, tail, world))
    return Math.min(...sleeps)
  }
  return async () => {
    try {
      const after = await step()
      works.hindered.delete(key)
      return after
    } catch (error) {
      const [first] = error instanceof ProblemError ? error.problems : []
      if (first !== undefined && first.code !== 'stale-tick') works.hindered.set(key, words.hindered(first))
      throw error
    }
  }
}
