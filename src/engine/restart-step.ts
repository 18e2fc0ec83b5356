import type { Instant, Ms } from '../kernel/time.ts'
import { changeEnvironment, environment, raiseGeneration } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { putEffects, swapRollout } from '../records/rollouts.ts'
import type { Environment, Rollout, Summary } from '../records/types.ts'
import { type Desk, deskOf, due, issue, reached } from '../rollout/issue.ts'
import { routeValue, runKey, splitKey } from '../rollout/keys.ts'
import { end, enter } from '../rollout/move.ts'
import type { State } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-end.ts'
import { type EngineEffect, sceneOf } from './perform.ts'
import type { Works } from './works.ts'
import { highestFence, type World } from './world.ts'

const often: Ms = 200

type Restart = NonNullable<Rollout['seen']['restart']>

const runOf = (world: World, key: string) => world.target?.runs.find((one) => one.key === key)

const fenceOf = (world: World, key: string): { generation: number } | undefined =>
  world.target === null
    ? undefined
    : { generation: world.target.fences[key] ?? runOf(world, key)?.generation ?? 0 }

/** Every instance is another one than before, and ready. */
const isReplaced = (world: World, state: State, restart: Restart, key: string): boolean => {
  const run = runOf(world, key)
  const asked = reached(state.wants[runKey(key)], 'restart', fenceOf(world, key)) === true
  const before = restart.before[key] ?? []
  return asked && run?.value === 'ready' && run.instances.every(({ id }) => !before.includes(id))
}

const routed = (world: World, rollout: Rollout): { generation: number } | undefined => {
  const { router } = world
  if (router === null) return undefined
  const split = router.splits.find((one) => one.environment === rollout.environment)
  const served = split?.new === rollout.release && split.weight === 100
  return { generation: served ? split.generation : 0 }
}

/** The edge learns the new secret, then one revision after the other is restarted, each when the one before is ready. */
const act = (rollout: Rollout, state: State, restart: Restart, world: World) => {
  const desk: Desk = deskOf(state, rollout.plan.times.retry)
  const effects: EngineEffect[] = []
  const value = routeValue(100, 'new')
  const placed = reached(desk.wants[splitKey], value, routed(world, rollout))
  if (due(desk, splitKey, value, placed)) {
    const { release: next, previous: old, salt } = rollout.plan
    issue(desk, splitKey, value, (generation) => {
      return { kind: 'route', key: splitKey, weight: 100, new: next, old, boot: next, salt, generation }
    })
  }
  const next = restart.keys.find((key) => !isReplaced(world, state, restart, key))
  if (next !== undefined) {
    const [key, component] = [runKey(next), next.split('/')[2] ?? '']
    if (due(desk, key, 'restart', reached(desk.wants[key], 'restart', fenceOf(world, next)))) {
      // `issue` knows the effects of a decision alone: it draws the generation, the effect is written beside it.
      issue(desk, key, 'restart', (generation) => {
        effects.push({ kind: 'restart', key, component, revision: next, generation })
        return { kind: 'hold', key: splitKey, generation }
      })
      desk.effects.pop()
    }
  }
  const { generation, wants } = desk
  return { state: { ...state, generation, wants }, effects: [...desk.effects, ...effects], next, placed }
}

const summary = (rollout: Rollout, state: State, failed: readonly string[], now: Instant): Summary => {
  const name = rollout.environment.slice(rollout.application.length + 1)
  const done = state.outcome === 'done'
  return {
    headline: done
      ? words.restartDone(rollout.release, now - rollout.startedAt, name)
      : words.restartFailed(rollout.release, failed, name),
    lines: done ? [] : [words.nextAfterRestartFailed],
    counts: null,
    returned: null,
    weight: null,
  }
}

/** What a restart waits for, or that it is over. */
const proceed = (rollout: Rollout, state: State, restart: Restart, world: World, now: Instant) => {
  const failed = restart.keys.filter((key) => runOf(world, key)?.value === 'failed')
  const names = failed.map((key) => key.split('/')[2] ?? key)
  const acted = act(rollout, state, restart, world)
  const late = state.elapsed >= rollout.plan.times.start * restart.keys.length
  if (failed.length > 0 || late) {
    const components = names.length > 0 ? names : restart.keys.map((key) => key.split('/')[2] ?? key)
    const ended = end(state, 'failed', now, { cause: { code: 'run-failed', components, weight: 100 } })
    return { state: ended, effects: [], failed: components }
  }
  if (acted.next === undefined && acted.placed === true) {
    return { state: end(acted.state, 'done', now), effects: [], failed: [] }
  }
  const component = (acted.next ?? '').split('/')[2] ?? ''
  const waits = [{ code: 'ready', side: 'new', components: [component], left: null } as const]
  return { state: { ...acted.state, waits }, effects: acted.effects, failed: [] }
}

const begun = (rollout: Rollout, world: World, now: Instant): Rollout => {
  const keys = rollout.seen.restart?.keys ?? []
  const ids = (key: string) => runOf(world, key)?.instances.map((one) => one.id) ?? []
  const before = Object.fromEntries(keys.map((key) => [key, ids(key)]))
  return {
    ...rollout,
    state: enter(rollout.state, 'starting', now),
    seen: { ...rollout.seen, restart: { keys, before } },
  }
}

const finish = async (records: Records, rollout: Rollout, now: Instant): Promise<void> => {
  const text = rollout.summary?.headline
  if (text === undefined) return
  const done = rollout.outcome === 'done'
  await journal(records, {
    at: now,
    actor: done ? rollout.actor : engineActor,
    action: done ? 'restarted' : 'restart-failed',
    subject: subjectOf(rollout),
    text,
    level: done ? 'info' : 'alarm',
  })
}

/** One decision of a restart: same release, same revisions, one instance after the other. */
export const stepRestart = async (
  works: Works,
  row: Environment,
  live: Rollout,
  world: World,
): Promise<Ms> => {
  const { parts } = works
  if (world.target === null || world.router === null) return often
  const now = parts.clock.now()
  const before = live.state.phase === 'waiting' ? begun(live, world, now) : live
  const { restart } = before.seen
  if (restart === null) return often
  const effects = await inTransaction(parts.records, async (records) => {
    const stored = await environment(records, row.key)
    const passed = Math.min(Math.max(now - live.state.at, 0), live.plan.times.clamp)
    const generation = Math.max(
      before.state.generation,
      stored?.generation ?? 0,
      highestFence(world, row.key),
    )
    const clock = before.state.clock + passed
    const awake = { ...before.state, at: now, clock, elapsed: before.state.elapsed + passed, generation }
    const decided = proceed(before, awake, restart, world, now)
    const state = { ...decided.state, tick: live.state.tick + 1 }
    const ended = state.phase === 'ended'
    const next: Rollout = {
      ...before,
      state,
      endedAt: ended ? now : null,
      outcome: state.outcome,
      summary: ended ? summary(before, state, decided.failed, now) : null,
    }
    await swapRollout(records, next, live.state.tick)
    await raiseGeneration(records, row.key, state.generation)
    await changeEnvironment(records, row.key, { forcedSecret: live.context.secret })
    await putEffects(records, live.id, state.tick, decided.effects, now)
    if (ended) await finish(records, next, now)
    return decided.effects
  })
  works.bell.ring()
  await works.hands.perform(sceneOf(live.environment, live.context), effects)
  return effects.length > 0 ? 0 : often
}
