import type { Plan, Reading, Revision, TailPlan } from '../types.ts'
import type { Wake } from './round.fixture.ts'
import type { Message, Scenario } from './scenario.fixture.ts'

export type Ruled = Extract<Wake, { of: 'rollout' }>
export type TailWake = Extract<Wake, { of: 'tail' }>
export type Rule<W> = readonly [name: string, broken: (scenario: Scenario, wake: W) => boolean]

export const own = (plan: Plan, side: 'old' | 'new'): Revision[] =>
  plan.components.flatMap((one) => (one.old === one.new ? [] : (one[side] ?? [])))
export const all = (plan: Plan, side: 'old' | 'new'): Revision[] =>
  plan.components.flatMap((one) => one[side] ?? [])

/** Without workers, to whom nobody is routed. */
const serving = (plan: Plan): Plan => ({
  ...plan,
  components: plan.components.filter(({ worker }) => worker === undefined),
})
export const ownServing = (plan: Plan, side: 'old' | 'new'): Revision[] => own(serving(plan), side)
export const allServing = (plan: Plan, side: 'old' | 'new'): Revision[] => all(serving(plan), side)

export const read = <K extends Reading['kind']>(
  readings: readonly Reading[],
  kind: K,
): Extract<Reading, { kind: K }>[] =>
  readings.filter((one): one is Extract<Reading, { kind: K }> => one.kind === kind)
export const readValue = (wake: Wake, revision: Revision): string | undefined =>
  read(wake.readings, 'run').find((one) => one.revision === revision)?.value
export const ready = (wake: Wake, revisions: readonly Revision[]): boolean =>
  revisions.every((revision) => readValue(wake, revision) === 'ready')
export const splitRead = (wake: Wake) => read(wake.readings, 'split')[0]

export const sent = (wake: Wake): Message[] =>
  wake.decision.effects.filter((effect): effect is Message => effect.kind !== 'tell')
export type Sent<K extends Message['kind'], M extends Message = Message> = M extends Message
  ? K extends M['kind']
    ? M
    : never
  : never
export const of = <K extends Message['kind']>(wake: Wake, kind: K): Sent<K>[] =>
  wake.decision.effects.filter((one): one is Sent<K> => one.kind === kind)

export const planIn = (scenario: Scenario): Plan => {
  if (scenario.plan === null) throw new Error(`${scenario.name} has no rollout`)
  return scenario.plan
}
export const tailIn = (scenario: Scenario): TailPlan => {
  if (scenario.tail === null) throw new Error(`${scenario.name} has no tail`)
  return scenario.tail
}
