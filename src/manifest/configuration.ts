import type { ComponentConfig, EnvironmentConfig } from '../config/types.ts'
import { type Digest, digestOf } from '../kernel/canonical.ts'

/** The component's variables with the environment's overrides. */
export const variablesOf = (
  component: ComponentConfig,
  environment: EnvironmentConfig,
): Readonly<Record<string, string>> => ({
  ...component.variables,
  ...environment.variables[component.name],
})

/**
 * Digest of what an instance can notice of its configuration: start command, variables, needs and the names of its
 * kept folders. Port, instances, readiness and times are left out: changing one of them restarts nothing.
 */
export const configurationDigest = (component: ComponentConfig, environment: EnvironmentConfig): Digest =>
  digestOf({
    start: component.start,
    variables: variablesOf(component, environment),
    needs: component.needs.toSorted(),
    keep: component.keep.map((folder) => folder.path).toSorted(),
  })
