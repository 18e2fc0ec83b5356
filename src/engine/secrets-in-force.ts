import type { Config, EnvironmentConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import { secretsOf } from '../manifest/configuration.ts'
import type { SealedSecrets } from '../manifest/types.ts'
import type { SetSecret } from '../records/secrets.ts'
import type { Deployed } from '../records/types.ts'
import { secretWithoutValue } from './messages-secrets.ts'

export type SealedOne = SealedSecrets[string][string]

/** The value that a person set for a component: its own before that for all. */
export const setFor = (set: readonly SetSecret[], component: string, name: string): SealedOne | null => {
  const named = set.filter((one) => one.name === name)
  const found = named.find((one) => one.component === component) ?? named.find((one) => one.component === '')
  return found?.sealed ?? null
}

/** What a release that runs was given, by component and variable. */
export const secretsOfDeployed = (deployed: Deployed | null): SealedSecrets =>
  Object.fromEntries(
    (deployed?.revisions ?? []).flatMap(({ component, secrets }) =>
      secrets === undefined ? [] : [[component, secrets] as const],
    ),
  )

/** Every declared secret of an environment, in the order of the file. */
export const declaredSecrets = (config: Config, environment: EnvironmentConfig) =>
  config.components.flatMap((component) =>
    Object.entries(secretsOf(component, environment)).map(([name, source]) => ({
      component: component.name,
      name,
      source,
    })),
  )

/**
 * What a candidate runs with in an environment: what people set there by now, else what was read for its `ship`.
 * Throws `secret-without-value` where a declared one has neither.
 */
export const secretsInForce = (
  config: Config,
  environment: EnvironmentConfig,
  read: SealedSecrets,
  set: readonly SetSecret[],
): SealedSecrets => {
  const found: Record<string, Record<string, SealedOne>> = {}
  const missing = declaredSecrets(config, environment).flatMap(({ component, name }) => {
    const value = setFor(set, component, name) ?? read[component]?.[name] ?? null
    if (value === null) return [secretWithoutValue(name, component, environment.name)]
    found[component] = { ...found[component], [name]: value }
    return []
  })
  if (missing.length > 0) throw new ProblemError(missing)
  return found
}

const digests = (secrets: SealedSecrets): string =>
  JSON.stringify(
    Object.entries(secrets)
      .flatMap(([component, own]) =>
        Object.entries(own).map(([name, { digest }]) => [component, name, digest]),
      )
      .toSorted(),
  )

export const sameSecrets = (left: SealedSecrets, right: SealedSecrets): boolean =>
  digests(left) === digests(right)
