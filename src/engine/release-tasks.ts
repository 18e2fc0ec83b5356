import type { RevisionSpec, TaskSpec } from '../ports/target.ts'
import type { Component, JobValue, Plan, Reading, TailPlan } from '../rollout/types.ts'
import type { Fault } from './faults.ts'
import * as words from './messages-end.ts'
import type { World } from './world.ts'

/** `before` of a component runs once for each release in each environment: release and revision name it. */
export const taskKey = (revision: string, release: string): string => `${revision}@${release}`

/** As `taskKey`, of what runs once the release before is gone. */
export const contractKey = (revision: string, release: string): string =>
  `${taskKey(revision, release)}-contract`

/** The jobs of the decision core that a revision declares. `contracts`: it has schema to contract. */
export const jobsOf = (revision: RevisionSpec | undefined, contracts = false): Component['jobs'] => [
  ...(revision?.before === undefined && revision?.migrations?.expand === undefined
    ? []
    : ['expand' as const]),
  ...(contracts && revision?.migrations?.contract !== undefined ? ['contract' as const] : []),
]

/** What a job runs, one command after the other: migrations first. */
export const commandsOf = (
  { before, migrations }: RevisionSpec,
  job: 'expand' | 'contract',
): Pick<TaskSpec, 'run' | 'afterwards' | 'locksOf' | 'within'> | null => {
  const within = migrations?.within ?? 0
  const locks = migrations?.database === undefined ? {} : { locksOf: migrations.database }
  if (job === 'contract')
    return migrations?.contract === undefined ? null : { run: migrations.contract.run, within, ...locks }
  const expand = migrations?.expand
  if (expand === undefined) return before ?? null
  return before === undefined
    ? { run: expand.run, within, ...locks }
    : { run: expand.run, afterwards: [before.run], within: within + before.within, ...locks }
}

const taskOf = (world: World, revision: string, release: string) =>
  world.target?.tasks?.find((one) => one.key === taskKey(revision, release))

/** How the contractions of a release stand that settled. */
export const contractReadings = (
  world: World,
  { contracts }: TailPlan,
  release: number,
): readonly Reading[] => {
  if (world.target === null) return []
  return contracts.map(({ revision }): Reading => {
    const key = contractKey(revision, String(release))
    const task = world.target?.tasks?.find((one) => one.key === key)
    const value: JobValue = task?.value ?? 'absent'
    return { kind: 'job', revision, job: 'contract', value, generation: task?.generation ?? 0 }
  })
}

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
