import type { Instant } from '../kernel/time.ts'
import { candidate as candidateOf, followInstead } from '../records/candidates.ts'
import { addDeployment, changeEntry, changeEnvironment } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { addTail, commandsAfter } from '../records/rollouts.ts'
import type { Rollout } from '../records/types.ts'
import { tailOf } from '../rollout/plan.ts'
import { startTail } from '../rollout/tail.ts'
import type { Command } from '../rollout/types.ts'
import { conclude, enqueueAfter } from './promotion.ts'

/** A command that goes on when the rollout has ended: `rollback --to` of an older release during one. */
export type Onwards = { readonly to: number; readonly by: Rollout['actor']; readonly why: string | null }
export type EngineCommand = Command & { readonly onwards?: Onwards }

/** What a live rollout was told to do afterwards; the last word counts. */
export const onwardsOf = async (records: Records, rollout: string): Promise<Onwards | null> =>
  (await commandsAfter<EngineCommand>(records, rollout, 0)).findLast((one) => one.onwards !== undefined)
    ?.onwards ?? null

const settled = ({ outcome }: Rollout): boolean => outcome === 'done' || outcome === 'failed'

/** The release that was left is a tail from now on: kept, drained, stopped by itself. */
const leaveTail = async (records: Records, rollout: Rollout, id: string, now: Instant): Promise<void> => {
  const plan = tailOf(rollout.plan, rollout.state)
  const left = rollout.context.old
  if (plan === null || left === null) return
  await addTail(records, {
    id,
    application: rollout.application,
    environment: rollout.environment,
    rollout: rollout.id,
    release: left.release,
    plan: { ...plan, tail: id, times: { ...plan.times, clamp: Math.max(plan.times.clamp, 30_000) } },
    revisions: left.revisions,
    state: startTail(rollout.state.generation, now),
    startedAt: now,
    endedAt: null,
  })
}

/** Those already waiting that contain what was taken back hold; who ships afterwards knows. */
const markTakenBack = async (records: Records, rollout: Rollout, also: readonly string[]): Promise<void> => {
  const { cause, outcome } = rollout.state
  const asked = cause?.code === 'person' && cause.command === 'rollback'
  // Whoever gave way to a later one, or to a closed window, was not found bad.
  const innocent = cause?.code === 'superseded' || cause?.code === 'window-closed'
  const returned =
    rollout.kind === 'ship' && !innocent && (outcome === 'rolled-back' || (outcome === 'withdrawn' && asked))
  const went = rollout.kind === 'rollback' && outcome === 'done'
  const bad = returned ? rollout.context.new : went ? rollout.context.old : null
  if (bad === null) return
  const at = returned ? (rollout.seen.turnedSince ?? rollout.state.entered) : rollout.startedAt
  const { commit, release } = bad
  await changeEnvironment(records, rollout.environment, {
    takenBack: { commit, release, at, ...(also.length === 0 ? {} : { also }) },
  })
}

/** Where the candidate goes from here: to the next environments, to a later one that took its place, or to its end. */
const promote = async (records: Records, rollout: Rollout, now: Instant): Promise<readonly string[]> => {
  if (rollout.candidate === null) return []
  await changeEntry(records, rollout.environment, rollout.candidate, { state: 'ended' })
  const candidate = await candidateOf(records, rollout.candidate)
  if (candidate === null) return []
  const { cause, outcome } = rollout.state
  if (cause?.code === 'superseded' && outcome !== 'done') {
    await followInstead(records, candidate.id, cause.by)
    return []
  }
  const name = rollout.environment.slice(rollout.application.length + 1)
  const next = outcome === 'done' ? await enqueueAfter(records, candidate, name, now) : []
  await conclude(records, candidate.id, now)
  return next.map((one) => `${rollout.application}/${one}`)
}

/**
 * All that follows from the end of a rollout, in the transaction that records it. `tail`: the id of the tail that it
 * may leave; `also`: commits that went back with the one that was left. Gives the environments to wake.
 */
export const settleEnd = async (
  records: Records,
  rollout: Rollout,
  tail: string,
  also: readonly string[],
  now: Instant,
): Promise<readonly string[]> => {
  if (settled(rollout)) {
    const { context, environment, id, release, kind, outcome } = rollout
    await changeEnvironment(records, environment, { release, deployed: context.new })
    await addDeployment(records, environment, {
      release,
      rollout: id,
      doneAt: now,
      kind: kind === 'rollback' ? 'rollback' : 'ship',
      good: outcome === 'done',
    })
    await leaveTail(records, rollout, tail, now)
  }
  await markTakenBack(records, rollout, also)
  return promote(records, rollout, now)
}
