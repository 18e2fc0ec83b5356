import { defaultPlan } from '../analysis/plan.ts'
import type { JudgePlan, Reference } from '../analysis/types.ts'
import type { Config, EnvironmentConfig } from '../config/types.ts'
import type { EdgeConfig } from '../config/types-edge.ts'
import { gates } from '../gates/list.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Ms } from '../kernel/time.ts'
import { revisionsOf, sideOf } from '../manifest/revisions.ts'
import type { Manifest, SealedSecrets } from '../manifest/types.ts'
import { ruleGates } from '../policy/gate-names.ts'
import type { EdgeRules } from '../ports/router.ts'
import type { RevisionSpec } from '../ports/target.ts'
import type { Deployed } from '../records/types.ts'
import { chain } from '../rollout/order.ts'
import { planOf, type Strategy } from '../rollout/plan.ts'
import type { Component, Plan, Step } from '../rollout/types.ts'
import { jobsOf } from './release-tasks.ts'

/** Beside each instance's own deadline: unpacking an image before its first start. */
const unpacking: Ms = 60_000

const rulesOf = ({ hosts: _, ...rules }: EdgeConfig): EdgeRules => rules

/** How a release is to run in one environment. */
export const deployedOf = (
  config: Config,
  environment: EnvironmentConfig,
  release: {
    readonly number: number
    readonly manifest: Manifest
    readonly digest: Digest
    readonly commit: string
  },
  secrets: SealedSecrets = {},
): Deployed => {
  const revisions = revisionsOf(config, environment.name, release.manifest, secrets)
  const routed = new Set(config.routes.map((route) => route.component))
  const drift = environment.drift === 'tell' ? ({ drift: 'tell' } as const) : {}
  const times = config.components
    .filter(({ name }) => routed.has(name))
    .map(({ times: { request } }) => request)
  const specs = revisions.map(({ identity: _, ...spec }) => ({ ...spec, ...drift }))
  const scheduled = specs.filter(({ schedule }) => schedule !== undefined)
  return {
    release: release.number,
    manifest: release.digest,
    commit: release.commit,
    side: sideOf(config, release.number, revisions),
    revisions: specs.filter(({ schedule }) => schedule === undefined),
    ...(scheduled.length === 0 ? {} : { scheduled }),
    listen: environment.listen,
    cohortBy: environment.cohort,
    requestTimeout: Math.max(1_000, ...times),
    ...(environment.edge === undefined ? {} : { edge: rulesOf(environment.edge) }),
    ...drift,
  }
}

/**
 * Nobody is routed to a worker; what serves in one of both releases is treated as serving. The new release says whether
 * two may run at once.
 */
const workerOf = (
  before: RevisionSpec | undefined,
  after: RevisionSpec | undefined,
): Pick<Component, 'worker'> => {
  const sides = [before, after].filter((one) => one !== undefined)
  const worker = (after ?? before)?.worker
  return worker === undefined || sides.some((one) => one.worker === undefined) ? {} : { worker }
}

/** Both releases, component by component; a revision's name is its run key. */
export const componentsOf = (
  old: Deployed | null,
  next: Deployed,
  contracts: readonly string[] = [],
): readonly Component[] => {
  const find = (deployed: Deployed | null, name: string): RevisionSpec | undefined =>
    deployed?.revisions.find((revision) => revision.component === name)
  const names = [...next.revisions, ...(old?.revisions ?? [])].map((revision) => revision.component)
  return [...new Set(names)].map((name) => {
    const [before, after] = [find(old, name), find(next, name)]
    return {
      name,
      needs: Object.keys(after?.needs ?? {}),
      oldNeeds: Object.keys(before?.needs ?? {}),
      old: before?.key ?? null,
      new: after?.key ?? null,
      jobs: jobsOf(after, contracts.includes(name)),
      ...workerOf(before, after),
      within: after?.ready.within ?? before?.ready.within ?? 0,
    }
  })
}

const stepsOf = (strategy: Extract<EnvironmentConfig['strategy'], { kind: 'canary' }>): readonly Step[] => {
  const { steps, atLeast, atMost, whenUnsure, whenBlind } = strategy
  return steps.map(({ weight }) => ({
    weight,
    atLeast,
    atMost: Math.max(atLeast, atMost),
    whenUnsure,
    whenBlind,
  }))
}

const strategyOf = ({ strategy }: EnvironmentConfig): Strategy =>
  strategy.kind === 'canary' ? { kind: 'canary', steps: stepsOf(strategy) } : { kind: 'blue-green' }

/** The longest time that open requests of a release may need to end. */
export const drainOf = (deployed: Deployed | null): Ms =>
  Math.max(1_000, ...(deployed?.revisions.map((revision) => revision.times.drain) ?? []))

/** One application of a release to one environment: throws a `ProblemError` where it cannot work. */
export const planFor = (request: {
  readonly rollout: string
  readonly kind: Plan['kind']
  readonly old: Deployed | null
  readonly new: Deployed
  readonly stable: Plan['stable']
  readonly environment: EnvironmentConfig
  /** Of the policy in force. */
  readonly whenClosed?: Plan['whenClosed']
  /** Components that have schema to contract. */
  readonly contracts?: readonly string[]
  readonly wayBack?: Plan['wayBack']
}): Plan => {
  const { rollout, kind, old, environment, stable } = request
  const components = componentsOf(old, request.new, request.contracts)
  const superseded =
    environment.strategy.kind === 'canary' ? { whenSuperseded: environment.strategy.whenSuperseded } : {}
  return planOf({
    rollout,
    kind,
    release: String(request.new.release),
    previous: old === null ? null : String(old.release),
    stable,
    components,
    strategy: strategyOf(environment),
    watch: environment.watch,
    ...(environment.rehearsal === undefined || request.wayBack === 'person'
      ? {}
      : { rehearse: environment.rehearsal.for }),
    gates: [
      ...gates.map(({ name }) => ({ name, window: false })),
      ...ruleGates.map((name) => ({ name, window: name === 'calendar' })),
    ],
    whenClosed: request.whenClosed ?? 'roll-back',
    ...superseded,
    ...(request.wayBack === undefined ? {} : { wayBack: request.wayBack }),
    times: {
      start: chain(components) + unpacking,
      drain: Math.max(drainOf(old), drainOf(request.new)),
      stop: Math.max(0, ...(old?.revisions.map(({ times }) => times.stop) ?? [])),
    },
  })
}

/** Frozen with the plan, so that a replay needs nothing else. */
export const judgePlanOf = ({ judge }: EnvironmentConfig, reference: Reference | null): JudgePlan => ({
  ...defaultPlan,
  worseThan: judge.worseThan,
  safeWithin: judge.safeWithin,
  profile: judge.profile,
  reference,
})
