import { start as startJudge } from '../analysis/start.ts'
import type { JudgePlan } from '../analysis/types.ts'
import type { EnvironmentConfig } from '../config/types.ts'
import type { Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import { deploymentsOf, environment, raiseGeneration } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { addRollout, liveRollout } from '../records/rollouts.ts'
import { type Deployed, nothingSeen, type Prognosis, type Rollout } from '../records/types.ts'
import { start } from '../rollout/start.ts'
import type { Plan } from '../rollout/types.ts'
import { journal, tell } from './journal.ts'
import * as words from './messages.ts'
import type { Migrating } from './migrations-gate.ts'
import { planFor } from './planning.ts'
import { prognosisLines } from './prognosis.ts'
import { crashesSoFar } from './samples.ts'
import { carried } from './scale.ts'
import { tellWorkers } from './warnings.ts'
import { highestFence, type World } from './world.ts'

/** What a rollout begins with, read before the transaction that records it. */
export type Beginning = {
  readonly id: string
  readonly now: Instant
  readonly world: World
  readonly judge: JudgePlan
  readonly cursor: number
  /** What a canary can expect; left out where there is nothing to say. */
  readonly prognosis?: Prognosis | null
}

/** Components whose contraction has something to do: files that did not run there, or a command without files. */
const contractsOf = (migrations: NonNullable<Migrating['migrations']>): readonly string[] =>
  migrations
    .filter(({ phase, files, byWord }) => phase === 'contract' && (files.length > 0 || byWord === true))
    .map(({ component }) => component)

/** The release that is fully out is known to be bad: it stayed, since nothing was better. */
export const stableOf = async (records: Records, key: string): Promise<Plan['stable']> =>
  (await deploymentsOf(records, key)).at(-1)?.good === false ? 'broken' : 'trusted'

/**
 * Records a rollout at its beginning, in the transaction of whoever decided it. Null where one is live already.
 * Throws a `ProblemError` where the plan cannot work.
 */
export const beginRollout = async (
  records: Records,
  beginning: Beginning,
  what: {
    readonly environment: string
    readonly config: EnvironmentConfig
    readonly kind: 'ship' | 'rollback'
    readonly new: Deployed
    readonly candidate: string | null
    readonly actor: Actor
    readonly why: string | null
    /** Of the policy in force: what a canary does that cannot widen before closing. */
    readonly whenClosed?: Plan['whenClosed']
    readonly migrating?: Migrating
    /** What it changes of the policy in force. */
    readonly policy?: readonly Text[]
    /** Verdicts that let it begin, as the ledger keeps them. */
    readonly gates?: Json
  },
): Promise<Rollout | null> => {
  const { id, now, world } = beginning
  const row = await environment(records, what.environment)
  if (row === null || (await liveRollout(records, row.key)) !== null) return null
  // Closed in between: it waits for the opening.
  if (what.kind === 'ship' && row.maintenance?.on === true) return null
  const { migrations, wayBack } = what.migrating ?? {}
  const old = row.deployed
  const fresh = carried(old, what.new)
  const plan = planFor({
    rollout: id,
    kind: what.kind === 'rollback' ? 'rollback' : 'release',
    old,
    new: fresh,
    stable: await stableOf(records, row.key),
    environment: what.config,
    contracts: contractsOf(migrations ?? []),
    ...(wayBack === undefined ? {} : { wayBack }),
    ...(what.whenClosed === undefined ? {} : { whenClosed: what.whenClosed }),
  })
  const fence = Math.max(row.generation, highestFence(world, row.key))
  const policy = what.policy ?? []
  const after = { for: what.config.watch.for, until: null, alarmed: false, over: false }
  const rollout: Rollout = {
    id,
    application: row.application,
    environment: row.key,
    candidate: what.candidate,
    release: what.new.release,
    previous: old?.release ?? null,
    kind: what.kind,
    plan,
    context: {
      old,
      new: fresh,
      secret: row.forcedSecret,
      ...(migrations === undefined ? {} : { migrations }),
    },
    state: start(plan, fence, now),
    judge: startJudge(beginning.judge, now),
    crashes: crashesSoFar(world, row.key),
    cursor: beginning.cursor,
    actor: what.actor,
    why: what.why,
    startedAt: now,
    movedAt: null,
    endedAt: null,
    outcome: null,
    summary: null,
    seen: {
      ...nothingSeen,
      ...(what.kind === 'rollback' ? { after } : {}),
      prognosis: beginning.prognosis ?? null,
      ...(policy.length === 0 ? {} : { policy }),
    },
  }
  await addRollout(records, rollout)
  await raiseGeneration(records, row.key, fence)
  await journal(records, {
    at: now,
    actor: what.actor,
    action: what.kind === 'rollback' ? 'rollback-started' : 'rollout-started',
    subject: subjectOf(rollout),
    payload: {
      release: rollout.release,
      previous: rollout.previous,
      manifest: what.new.manifest,
      why: what.why,
      ...(policy.length === 0 ? {} : { policy: policy.map(({ en, fr }) => ({ en, fr })) }),
      ...(what.gates === undefined ? {} : { gates: what.gates }),
    },
    text: startedText(rollout, row.name),
  })
  for (const text of policy)
    await tell(records, { at: now, subject: subjectOf(rollout), kind: 'policy', text, level: 'info' })
  await tellWorkers(records, rollout, row.name)
  for (const text of rollout.seen.prognosis ? prognosisLines(rollout.seen.prognosis) : [])
    await tell(records, { at: now, subject: subjectOf(rollout), kind: 'forecast', text, level: 'info' })
  return rollout
}

/** What the ledger and those who follow know a rollout by. */
export const subjectOf = (rollout: Rollout) => ({
  application: rollout.application,
  environment: rollout.environment.slice(rollout.application.length + 1),
  release: rollout.release,
  rollout: rollout.id,
  ...(rollout.candidate === null ? {} : { candidate: rollout.candidate }),
})

const startedText = (rollout: Rollout, name: string) =>
  rollout.kind === 'rollback' && rollout.previous !== null
    ? words.rollbackAsked(rollout.previous, rollout.release, name)
    : words.started(rollout.release, name, rollout.previous, words.strategy(rollout.plan))
