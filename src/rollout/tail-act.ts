import { type Desk, deskOf, due, issue } from './issue.ts'
import { jobKey, runKey } from './keys.ts'
import { jobInPlace, runInPlace } from './place.ts'
import { leftByRouter } from './tail-advance.ts'
import type { Effect, Revision, TailPlan, TailState } from './types.ts'
import type { Facts } from './view.ts'

type Kept = TailPlan['components'][number]

/** A tail's wants against readings: kept until it drains, then stopped in order, then contracted. */
export const actTail = (
  plan: TailPlan,
  state: TailState,
  facts: Facts,
): { state: TailState; effects: Effect[] } => {
  const desk = deskOf(state, plan.times.retry)
  if (state.phase === 'keeping' || state.phase === 'draining') {
    for (const one of plan.components) {
      if (one.worker === 'exclusive') relieve(desk, facts, one)
      else keep(desk, facts, one)
    }
  }
  // Also while contracting: whoever named a revision may have left it to this tail since.
  if (state.phase === 'retiring' || state.phase === 'contracting') {
    for (const one of plan.components) retire(desk, plan, state, facts, one)
  }
  if (state.phase === 'contracting') contract(desk, plan, state, facts)
  const { generation, wants, effects } = desk
  return { state: { ...state, generation, wants }, effects }
}

const named = (facts: Facts, revision: Revision): boolean =>
  facts.neighbours?.named.includes(revision) !== false

const keep = (desk: Desk, facts: Facts, { name, revision }: Kept): void => {
  const key = runKey(revision)
  // Claimed at first whoever names it too; afterwards, whoever names it keeps it running.
  if (desk.wants[key] !== undefined && named(facts, revision)) return
  if (!due(desk, key, 'run', runInPlace(desk.wants, facts, revision, 'run'))) return
  issue(desk, key, 'run', (generation) => {
    return { kind: 'run', key, component: name, revision, side: 'old', generation }
  })
}

/** An exclusive worker was stopped before this tail began; where it was not, it stops now, unless it is another's. */
const relieve = (desk: Desk, facts: Facts, { name, revision }: Kept): void => {
  const key = runKey(revision)
  if (named(facts, revision) || !due(desk, key, 'stop', runInPlace(desk.wants, facts, revision, 'stop')))
    return
  issue(desk, key, 'stop', (generation) => {
    return { kind: 'stop', key, component: name, revision, side: 'old', generation }
  })
}

/** Only what nobody names, nobody is routed to, and nothing that still runs here needs: read in this wake. */
const retire = (
  desk: Desk,
  plan: TailPlan,
  state: TailState,
  facts: Facts,
  { name, revision }: Kept,
): void => {
  const key = runKey(revision)
  if (!due(desk, key, 'stop', runInPlace(desk.wants, facts, revision, 'stop'))) return
  if (named(facts, revision) || !leftByRouter(plan, facts)) return
  // A person's command has the time that an instance has to end; whoever stops the revision ends it then.
  if (isBusy(facts, revision) && state.elapsed < (plan.times.stop ?? 0)) return
  const dependants = plan.components.filter((one) => one.needs.includes(name))
  if (!dependants.every((one) => facts.run(one.revision)?.value === 'absent')) return
  issue(desk, key, 'stop', (generation) => {
    return { kind: 'stop', key, component: name, revision, side: 'old', generation }
  })
}

const isBusy = (facts: Facts, revision: Revision): boolean => facts.run(revision)?.busy === true

/** Absent, and nothing of it at work: a contract waits for a command always. */
const isGone = (facts: Facts, revision: Revision): boolean =>
  facts.run(revision)?.value === 'absent' && !isBusy(facts, revision)

const gone = (plan: TailPlan, facts: Facts): boolean =>
  plan.components.every(({ revision }) => {
    return facts.neighbours?.named.includes(revision) || isGone(facts, revision)
  })

/**
 * A contract waits until every older revision is gone and nothing may go back to one. A failed one is tried again
 * after the alarm's time, since it alone can end the tail; one given up is fenced, so that it never starts late.
 */
const contract = (desk: Desk, plan: TailPlan, state: TailState, facts: Facts): void => {
  for (const { component, revision } of plan.contracts) {
    const key = jobKey('contract', revision)
    const action = state.skipped ? 'skip' : 'start'
    const reading = facts.job('contract', revision)
    const placed = jobInPlace(desk.wants, facts, 'contract', revision, action)
    const failed = action === 'start' && placed === true && reading?.value === 'failed'
    const patient = desk.clock - (desk.wants[key]?.at ?? 0) < plan.times.alarm
    if (failed ? patient : !due(desk, key, action, placed)) continue
    if (action === 'start' && (facts.neighbours?.older !== false || !gone(plan, facts))) continue
    issue(desk, key, action, (generation) => {
      return { kind: 'job', key, component, revision, job: 'contract', action, generation }
    })
  }
}
