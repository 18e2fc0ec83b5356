import type { Config } from '../config/types.ts'
import { type Digest, digestOf, isDigest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { configurationDigest } from './configuration.ts'
import * as say from './messages.ts'
import type { CarriedMigration, Manifest, ManifestComponent } from './types.ts'

const byName = (left: ManifestComponent, right: ManifestComponent): number =>
  left.name < right.name ? -1 : left.name > right.name ? 1 : 0

/** Exactly the members of a manifest: what a builder knows besides (how long it took) is no part of a release. */
const only = ({ name, version, commit, image, start, runtime }: ManifestComponent): ManifestComponent => ({
  name,
  version,
  commit,
  image,
  start: [...start],
  runtime: { name: runtime.name, version: runtime.version, integrity: runtime.integrity },
})

const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}

/**
 * The manifest of a configuration and the components that were built for it, one for each of its components, in any
 * order. Throws a `ProblemError` (`manifest-mismatch`) where one is missing, unknown, doubled, or has no digest.
 */
export const manifestOf = (
  config: Config,
  built: readonly ManifestComponent[],
  migrations: readonly CarriedMigration[] = [],
): Manifest => {
  const wanted = new Set(config.components.map((component) => component.name))
  const found = new Set<string>()
  for (const { name, image } of built) {
    if (!wanted.has(name)) throw new ProblemError(say.notInConfig(name))
    if (found.has(name)) throw new ProblemError(say.builtTwice(name))
    if (!isDigest(image)) throw new ProblemError(say.noDigest(name, image))
    found.add(name)
  }
  for (const name of wanted) if (!found.has(name)) throw new ProblemError(say.notBuilt(name))
  return frozen({
    format: 1,
    application: config.application,
    components: built.map(only).toSorted(byName),
    configurations: Object.fromEntries(
      config.environments.map((environment) => [
        environment.name,
        Object.fromEntries(
          config.components.map((component) => [component.name, configurationDigest(component, environment)]),
        ),
      ]),
    ),
    migrations: [...migrations],
    infrastructure: null,
  })
}

/** The release's id: the digest of the manifest's canonical JSON. */
export const manifestDigest = (manifest: Manifest): Digest => digestOf(manifest)
