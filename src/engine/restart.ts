import { defaultPlan } from '../analysis/plan.ts'
import { start as startJudge } from '../analysis/start.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { deploymentsOf, environment } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { addRollout, liveRollout, liveTails, rollout as rolloutOf } from '../records/rollouts.ts'
import { type Deployed, type Environment, nothingSeen, type Rollout } from '../records/types.ts'
import { start } from '../rollout/start.ts'
import type { Component } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import type { DoneView } from './facade.ts'
import { journal } from './journal.ts'
import * as words from './messages.ts'
import { inHands } from './messages-hands.ts'
import { planFor } from './planning.ts'
import * as problems from './problems.ts'
import type { Works } from './works.ts'

/** A restart moves nobody: one step, no watch, no previous release. */
const still = (row: Environment, deployed: Deployed) =>
  ({
    name: row.name,
    after: null,
    target: 'process',
    listen: deployed.listen,
    strategy: { kind: 'blue-green' },
    watch: { for: 0, holdback: 0, keepPrevious: 0 },
    judge: { profile: 'fast', worseThan: defaultPlan.worseThan, safeWithin: defaultPlan.safeWithin },
    cohort: deployed.cohortBy,
    variables: {},
  }) as const

/** A release task belongs to its release: what runs was let through by it already. */
const withoutJobs = (component: Component): Component => ({ ...component, jobs: [] })

/** The release that is left and still kept stays at the edge, at 0 %: its open requests are not cut. */
export const leftOf = async (works: Works, row: Environment): Promise<Deployed | null> => {
  const { records } = works.parts
  const last = (await deploymentsOf(records, row.key)).at(-1)
  const brought = last === undefined ? null : await rolloutOf(records, last.rollout)
  const old = brought?.context.old ?? null
  const kept = (await liveTails(records, row.key)).some((tail) => tail.release === old?.release)
  return kept ? old : null
}

const named = (deployed: Deployed, component: string | null): readonly string[] => {
  const names = deployed.revisions.map((revision) => revision.component)
  if (component !== null && !names.includes(component)) {
    throw new ProblemError(problems.unknownComponent(component, names))
  }
  return deployed.revisions
    .filter((revision) => component === null || revision.component === component)
    .map((revision) => revision.key)
}

/** Takes the turn for a rolling restart of what runs, and draws a new secret; refused in a live rollout. */
export const restart = async (
  works: Works,
  row: Environment,
  component: string | null,
  actor: Actor,
): Promise<DoneView> => {
  const { parts } = works
  const { deployed } = row
  if (row.handedOver !== null) throw new ProblemError(inHands(row.name, row.handedOver.by))
  if (deployed === null) throw new ProblemError(problems.nothingRuns(row.name))
  const keys = named(deployed, component)
  const old = await leftOf(works, row)
  const [id, now, secret] = [parts.ids.next(), parts.clock.now(), parts.ids.secret()]
  const plan = planFor({
    rollout: id,
    kind: 'release',
    old: null,
    new: deployed,
    stable: 'trusted',
    environment: still(row, deployed),
  })
  return inTransaction(parts.records, async (records) => {
    const live = await liveRollout(records, row.key)
    if (live !== null) throw new ProblemError(problems.rolloutLive(row.name, live.release))
    const generation = (await environment(records, row.key))?.generation ?? 0
    const rollout: Rollout = {
      id,
      application: row.application,
      environment: row.key,
      candidate: null,
      release: deployed.release,
      previous: null,
      kind: 'restart',
      plan: {
        ...plan,
        components: plan.components.map(withoutJobs),
        previous: old === null ? null : String(old.release),
        gates: [],
      },
      context: { old, new: deployed, secret },
      state: start(plan, generation, now),
      judge: startJudge(defaultPlan, now),
      crashes: {},
      cursor: 0,
      actor,
      why: null,
      startedAt: now,
      movedAt: null,
      endedAt: null,
      outcome: null,
      summary: null,
      seen: { ...nothingSeen, restart: { keys, before: {} } },
    }
    await addRollout(records, rollout)
    const names = keys.map((key) => key.split('/')[2] ?? key)
    const text = words.restarting(names, row.name)
    await journal(records, { at: now, actor, action: 'restart-started', subject: subjectOf(rollout), text })
    return { text, rollout: id, environment: row.name }
  })
}
