import type { Config, EnvironmentConfig } from '../config/types.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Rollout } from '../records/types.ts'

/** The longest chain of readiness deadlines along `needs`. */
const startOf = ({ components }: Config): Ms => {
  const known = new Map<string, Ms>()
  for (const { name, needs, ready } of components) {
    known.set(name, ready.within + Math.max(0, ...needs.map((need) => known.get(need) ?? 0)))
  }
  return Math.max(0, ...known.values())
}

const longestSteps = ({ strategy }: EnvironmentConfig): Ms =>
  strategy.kind === 'canary' ? strategy.steps.length * Math.max(strategy.atLeast, strategy.atMost) : 0

/** Release tasks run side by side, before anything starts; what is printed of migrations is asked for before them. */
const beforeOf = ({ components }: Config): Ms =>
  Math.max(
    0,
    ...components.map(
      ({ before, migrations }) =>
        (before?.within ?? 0) +
        (migrations?.expand === undefined ? 0 : migrations.within) +
        (migrations?.expand?.sql === undefined ? 0 : migrations.within),
    ),
  )

/** Back, its time there, and forth again. */
const rehearsalOf = (config: Config, { rehearsal }: EnvironmentConfig): Ms =>
  rehearsal === undefined ? 0 : rehearsal.for + 2 * startOf(config)

/** At most: release tasks, start deadlines, every `at-most`, and the watch. */
export const longest = (config: Config, environment: EnvironmentConfig): Ms =>
  beforeOf(config) +
  startOf(config) +
  longestSteps(environment) +
  environment.watch.for +
  rehearsalOf(config, environment)

/** At least: every `at-least`, and the watch. */
export const shortest = ({ strategy, watch, rehearsal }: EnvironmentConfig): Ms =>
  (strategy.kind === 'canary' ? strategy.steps.length * strategy.atLeast : 0) +
  watch.for +
  (rehearsal?.for ?? 0)

/** Building and testing, at most. */
export const making = ({ components }: Config): Ms =>
  components.reduce(
    (sum, { build, tests }) => sum + build.within + tests.reduce((all, test) => all + test.within, 0),
    0,
  )

/** What is left of a live rollout, at least. */
export const shortestLeft = ({ plan, state }: Rollout): Ms => {
  if (state.phase === 'returning' || state.phase === 'clearing' || state.phase === 'settling') return 0
  if (state.rehearsed !== undefined) return 0
  if (state.phase === 'rehearsing') return Math.max(0, (plan.rehearse ?? 0) - state.elapsed)
  const spent = state.phase === 'observing' ? state.elapsed : 0
  const steps = plan.steps.slice(state.step).reduce((sum, step) => sum + step.atLeast, 0)
  return Math.max(0, steps + (plan.rehearse ?? 0) - spent)
}

/** What is left of a live rollout, at most. */
export const longestLeft = ({ plan, state, startedAt }: Rollout, now: Instant): Ms => {
  const steps = plan.steps.slice(state.step).reduce((sum, step) => sum + step.atMost, 0)
  const rehearsal = plan.rehearse === undefined ? 0 : plan.rehearse + 2 * plan.times.start
  const starting = state.weight > 0 ? 0 : Math.max(0, plan.times.start - (now - startedAt))
  return starting + steps + rehearsal
}
