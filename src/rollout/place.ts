import { reached } from './issue.ts'
import { jobKey, routeValue, runKey, splitKey } from './keys.ts'
import type { JobKind, Plan, Revision, Side, State, Want, Weight } from './types.ts'
import { type Facts, splitOf } from './view.ts'

/** Whether a want is in place, read in this wake at its generations; undefined: not wanted, or not known. */
type InPlace = boolean | undefined
type Wants = Readonly<Record<string, Want>>

const and = (arrived: InPlace, right: boolean | undefined): InPlace =>
  arrived === undefined ? undefined : arrived && right

export const runInPlace = (
  wants: Wants,
  facts: Facts,
  revision: Revision,
  value: 'run' | 'stop',
): InPlace => {
  const reading = facts.run(revision)
  const arrived = reached(wants[runKey(revision)], value, reading)
  if (value === 'stop') return and(arrived, reading?.value === 'absent')
  return and(arrived, reading?.value === 'starting' || reading?.value === 'ready')
}

export const jobInPlace = (
  wants: Wants,
  facts: Facts,
  job: JobKind,
  revision: Revision,
  action: 'start' | 'skip',
): InPlace => {
  const reading = facts.job(job, revision)
  const arrived = reached(wants[jobKey(job, revision)], action, reading)
  return and(arrived, reading?.value !== 'absent')
}

/** Whether the fence of the split was raised by a hold. */
export const holdInPlace = (wants: Wants, facts: Facts, hold: string): InPlace =>
  reached(wants[splitKey], hold, facts.split)

export const routeInPlace = (
  plan: Plan,
  state: Pick<State, 'wants'>,
  facts: Facts,
  weight: Weight,
  boot: Side,
): InPlace => {
  const split = splitOf(plan, facts)
  const arrived = reached(state.wants[splitKey], routeValue(weight, boot), split)
  return and(arrived, split?.weight === weight && split?.boot === boot)
}
