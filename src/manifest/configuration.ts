import type { ComponentConfig, EnvironmentConfig, SecretConfig } from '../config/types.ts'
import { type Digest, digestOf } from '../kernel/canonical.ts'

const without = <Value>(
  all: Readonly<Record<string, Value>> | undefined,
  names: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => !Object.hasOwn(names ?? {}, name)))

/** The component's variables with the environment's overrides; what is a secret there is no variable. */
export const variablesOf = (
  component: ComponentConfig,
  environment: EnvironmentConfig,
): Readonly<Record<string, string>> => ({
  ...without(component.variables, environment.secrets?.[component.name]),
  ...environment.variables[component.name],
})

/** Where the component's secrets come from in an environment; what is a variable there is no secret. */
export const secretsOf = (
  component: ComponentConfig,
  environment: EnvironmentConfig,
): Readonly<Record<string, SecretConfig>> => ({
  ...without(component.secrets, environment.variables[component.name]),
  ...environment.secrets?.[component.name],
})

/**
 * Digest of what an instance can notice of its configuration: start command, variables, needs and the names of its
 * kept folders. Of secrets it knows the names; a revision's identity also has their values, by keyed digests. Port, instances, readiness and times are left out: changing one of them restarts nothing.
 */
export const configurationDigest = (component: ComponentConfig, environment: EnvironmentConfig): Digest => {
  const secrets = Object.keys(secretsOf(component, environment)).toSorted()
  return digestOf({
    start: component.start,
    variables: variablesOf(component, environment),
    secrets: secrets.length === 0 ? undefined : secrets,
    needs: component.needs.toSorted(),
    keep: component.keep.map((folder) => folder.path).toSorted(),
    static: component.static === undefined ? undefined : { fallback: component.static.fallback },
  })
}
