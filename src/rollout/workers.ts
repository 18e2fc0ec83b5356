import { isWatch } from './cause.ts'
import { type Desk, due, issue, reached } from './issue.ts'
import { runKey } from './keys.ts'
import { runInPlace } from './place.ts'
import type { Component, Plan, Revision, Side, State, Wait, Want } from './types.ts'
import { type Facts, splitOf } from './view.ts'
import type { RunWanted } from './want.ts'

/**
 * Workers: nobody is routed to them, so they never delay a switch, and of an exclusive one never two revisions are
 * wanted or run at once. The old one stops and the new one starts when the watch's weight is read back; on the way
 * back people switch first, then the new one stops, then the old one starts.
 */

const own = (component: Component, side: Side): Revision | null =>
  component.old === component.new ? null : component[side]

export const exclusive = (plan: Plan): readonly Component[] =>
  plan.components.filter((component) => component.worker === 'exclusive')

/** The watch's weight was read back: exclusive workers change over. */
export const changesOver = (plan: Plan, state: State): boolean =>
  state.phase === 'settling' || (state.phase === 'observing' && isWatch(plan, state))

type Value = 'run' | 'stop' | null
const forward = ['expanding', 'starting', 'proving', 'moving', 'observing', 'rehearsing', 'settling']

/** What a phase wants of an exclusive worker's side; null: what was wanted stays as it is. */
const valueFor = (plan: Plan, state: State, side: Side, wanted: Want | undefined): Value => {
  const going = wanted?.value === 'run' ? 'run' : null
  if (state.phase === 'handed-over') return going
  if (state.phase === 'returning') return side === 'old' ? going : null
  if (state.phase === 'clearing') return side === 'old' ? 'run' : 'stop'
  if (!forward.includes(state.phase)) return null
  return (side === 'new') === changesOver(plan, state) ? 'run' : 'stop'
}

export const workersWanted = (plan: Plan, state: State): RunWanted[] =>
  exclusive(plan).flatMap((component) =>
    (['old', 'new'] as const).flatMap((side): RunWanted[] => {
      const revision = own(component, side)
      if (revision === null) return []
      const value = valueFor(plan, state, side, state.wants[runKey(revision)])
      return value === null ? [] : [{ component: component.name, revision, side, value }]
    }),
  )

const watchServed = (plan: Plan, facts: Facts): boolean =>
  (splitOf(plan, facts)?.weight ?? -1) >= (plan.steps.at(-1)?.weight ?? 100)

/**
 * The other revision of the pair is read as gone for good: nothing issued earlier can bring it back. Where there is
 * no other, the watch's weight is read instead; where there was one, its stop has waited for that already.
 */
export const otherGone = (plan: Plan, wants: State['wants'], facts: Facts, run: RunWanted): boolean => {
  const component = exclusive(plan).find(({ name }) => name === run.component)
  const other = component === undefined ? null : own(component, run.side === 'old' ? 'new' : 'old')
  if (other !== null) return runInPlace(wants, facts, other, 'stop') === true
  return run.side === 'old' || wants[runKey(run.revision)]?.value === 'run' || watchServed(plan, facts)
}

/**
 * The old one stops only while the watch's weight is read as served, a new one that ran only when people are back
 * (`back`). Whoever else names an exclusive worker wants it gone as well, so nobody is asked.
 */
export const actWorkerStop = (
  desk: Desk,
  plan: Plan,
  state: State,
  facts: Facts,
  run: RunWanted,
  back: boolean,
): void => {
  const { component, revision, side } = run
  const key = runKey(revision)
  if (!due(desk, key, 'stop', runInPlace(desk.wants, facts, revision, 'stop'))) return
  if (side === 'old' && !watchServed(plan, facts)) return
  const leaving = state.phase === 'clearing' || state.phase === 'rehearsing'
  if (side === 'new' && leaving && desk.wants[key]?.value === 'run' && !back) return
  issue(desk, key, 'stop', (generation) => ({ kind: 'stop', key, component, revision, side, generation }))
}

const waitRun = (state: State, facts: Facts, revision: Revision): boolean =>
  facts.run(revision)?.value === 'ready' &&
  reached(state.wants[runKey(revision)], 'run', facts.run(revision)) === true

/** Every worker of a side runs, read at its generation; what is not, is waited for without delaying anybody. */
export const waitWorkers = (plan: Plan, state: State, facts: Facts, side: Side): Wait[] => {
  const missing = plan.components.flatMap((component) => {
    const revision = component.worker === undefined ? null : own(component, side)
    return revision === null || waitRun(state, facts, revision) ? [] : [component.name]
  })
  return missing.length === 0 ? [] : [{ code: 'ready', side, components: missing, left: null }]
}

/** Exclusive workers of the old release are gone. */
export const waitOldGone = (plan: Plan, state: State, facts: Facts): Wait[] => {
  const left = exclusive(plan).flatMap((component) => {
    const revision = own(component, 'old')
    const gone = revision === null || runInPlace(state.wants, facts, revision, 'stop') === true
    return gone ? [] : [component.name]
  })
  return left.length === 0 ? [] : [{ code: 'absent', side: 'old', components: left }]
}
