import type { RevisionSpec } from '../ports/target.ts'
import type { Component, JobValue, Plan, Reading } from '../rollout/types.ts'
import type { Fault } from './faults.ts'
import * as words from './messages-end.ts'
import type { World } from './world.ts'

/** `before` of a component runs once for each release in each environment: release and revision name it. */
export const taskKey = (revision: string, release: string): string => `${revision}@${release}`

/** The jobs of the decision core that a revision declares. */
export const jobsOf = (revision: RevisionSpec | undefined): Component['jobs'] =>
  revision?.before === undefined ? [] : ['expand']

const taskOf = (world: World, revision: string, release: string) =>
  world.target?.tasks?.find((one) => one.key === taskKey(revision, release))

/** How the release tasks of a plan stand; nothing is said where the target does not answer. */
export const taskReadings = (world: World, plan: Plan): readonly Reading[] => {
  if (world.target === null) return []
  return plan.components.flatMap(({ new: revision, jobs }): readonly Reading[] => {
    if (revision === null || !jobs.includes('expand')) return []
    const task = taskOf(world, revision, plan.release)
    const value: JobValue = task?.value ?? 'absent'
    return [{ kind: 'job', revision, job: 'expand', value, generation: task?.generation ?? 0 }]
  })
}

/** How a failed release task ended, and what it wrote last. */
export const taskFaults = (world: World, plan: Plan): readonly Fault[] =>
  plan.components.flatMap(({ name, new: revision }) => {
    const task = revision === null ? undefined : taskOf(world, revision, plan.release)
    if (task?.value !== 'failed') return []
    return [{ component: name, text: words.taskFailed(task) }]
  })
