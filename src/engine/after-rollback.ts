import { judge } from '../analysis/judge.ts'
import { enter } from '../analysis/start.ts'
import { endWatch } from '../analysis/watch-end.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { lastDeployment } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, rollout as rolloutOf, swapRollout } from '../records/rollouts.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { subjectOf } from './begin.ts'
import { gather } from './evidence.ts'
import { journal, judgeActor } from './journal.ts'
import * as words from './messages.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

const often: Ms = 1_000

/** The rollback that brought what runs now, while its watch goes on; null: there is none. */
const due = async (works: Works, row: Environment): Promise<Rollout | null> => {
  const last = await lastDeployment(works.parts.records, row.key)
  if (last?.kind !== 'rollback') return null
  const rollout = await rolloutOf(works.parts.records, last.rollout)
  const after = rollout?.seen.after ?? null
  return after === null || after.until === null || after.over ? null : rollout
}

/** Everybody is on the release that came back: one level, from when it settled. */
const watched = (rollout: Rollout, now: Instant): Rollout => {
  const generation = rollout.state.wants['split']?.since ?? rollout.state.generation
  const level = { step: 0, kind: 'watch', generation, weight: 100, at: now } as const
  return rollout.judge.level === null ? { ...rollout, judge: enter(rollout.judge, level) } : rollout
}

/**
 * The watch after a way back stands outside the rollout: it reports, it alarms once, and it takes nothing back. It
 * ends by its time, or when another rollout starts.
 */
const step = async (works: Works, ended: Rollout, world: World): Promise<Ms> => {
  const { parts } = works
  const rollout = watched(ended, world.at)
  const now = parts.clock.now()
  const { judge: known, cursor, crashes, culprits } = await gather(parts, rollout, world)
  const before = rollout.seen.after
  if (before === null || before.until === null) return often
  const bad = judge(known, now).kind === 'regressed'
  const over = now >= before.until
  const after = { ...before, alarmed: before.alarmed || bad, over }
  await inTransaction(parts.records, async (records) => {
    if ((await liveRollout(records, rollout.environment)) !== null) return
    const state = { ...rollout.state, tick: rollout.state.tick + 1 }
    const next = {
      ...rollout,
      state,
      judge: known,
      cursor,
      crashes,
      seen: { ...rollout.seen, culprits, after },
    }
    await swapRollout(records, next, rollout.state.tick)
    const subject = subjectOf(rollout)
    const alarms = bad && !before.alarmed
    const text = words.afterRollback(
      rollout.release,
      subject.environment,
      alarms ? judge(known, now).text : endWatch(known, now).text,
    )
    if (!alarms && !over) return
    const action = alarms ? 'rollback-watch-alarm' : 'rollback-watch-ended'
    await journal(records, {
      at: now,
      actor: judgeActor,
      action,
      subject,
      text,
      level: alarms ? 'alarm' : 'info',
    })
  })
  works.bell.ring()
  return often
}

export const watchAfter = { due, step }
