import type { Rule } from './readers.fixture.ts'
import type { Wake } from './round.fixture.ts'
import { rolloutRules } from './rules-rollout.fixture.ts'
import { tailRules } from './rules-tail.fixture.ts'
import type { Scenario } from './scenario.fixture.ts'

/** The name of the rule that a decision breaks, or null. Rules know the fakes and the readings, never the core. */
export const violationOf = (scenario: Scenario, wake: Wake): string | null =>
  wake.of === 'rollout' ? firstOf(rolloutRules, scenario, wake) : firstOf(tailRules, scenario, wake)

const firstOf = <W>(rules: readonly Rule<W>[], scenario: Scenario, wake: W): string | null =>
  rules.find(([, broken]) => broken(scenario, wake))?.[0] ?? null
