import { routesAt } from '../config/edge.ts'
import type { ComponentConfig, Config, EnvironmentConfig } from '../config/types.ts'
import { type Digest, digestOf } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { configurationDigest, variablesOf } from './configuration.ts'
import * as say from './messages.ts'
import type { Manifest, ReleaseSide, Revision, RunKey, SealedSecrets } from './types.ts'

/** `APPLICATION/ENVIRONMENT/COMPONENT/REVISION`. */
export const runKey = (
  application: string,
  environment: string,
  component: string,
  revision: string,
): RunKey => `${application}/${environment}/${component}/${revision}`

/** The short name of an identity: enough to tell the revisions of one component apart, short enough to say. */
export const shortRevision = (identity: Digest): string => identity.slice('sha256:'.length).slice(0, 12)

const environmentOf = (config: Config, name: string): EnvironmentConfig => {
  const environment = config.environments.find((one) => one.name === name)
  if (environment === undefined) throw new ProblemError(say.unknownEnvironment(name))
  return environment
}

const migrationsOf = ({ migrations }: ComponentConfig): Pick<Revision, 'migrations'> => {
  if (migrations === undefined) return {}
  const { expand, contract, database, within } = migrations
  return {
    migrations: {
      ...(expand === undefined ? {} : { expand: { run: expand.run } }),
      ...(contract === undefined ? {} : { contract: { run: contract.run } }),
      ...(database === undefined ? {} : { database }),
      within,
    },
  }
}

const imageOf = (manifest: Manifest, component: string): Digest => {
  const found = manifest.components.find((one) => one.name === component)
  if (found === undefined) throw new ProblemError(say.notBuilt(component))
  return found.image
}

const revisionOf = (
  config: Config,
  environment: EnvironmentConfig,
  component: ComponentConfig,
  image: Digest,
  needs: readonly Revision[],
  secrets: SealedSecrets[string],
): Revision => {
  const sealed = Object.entries(secrets)
  const identity = digestOf({
    image,
    configuration: configurationDigest(component, environment),
    needs: Object.fromEntries(needs.map((need) => [need.component, need.identity])),
    secrets:
      sealed.length === 0
        ? undefined
        : Object.fromEntries(sealed.map(([name, { digest }]) => [name, digest])),
  })
  const revision = shortRevision(identity)
  return {
    key: runKey(config.application, environment.name, component.name, revision),
    application: config.application,
    environment: environment.name,
    component: component.name,
    revision,
    identity,
    image,
    start: component.start,
    variables: variablesOf(component, environment),
    ...(sealed.length === 0 ? {} : { secrets }),
    needs: Object.fromEntries(needs.map((need) => [need.component, need.key])),
    keep: component.keep,
    instances: component.instances,
    ready: component.ready,
    times: component.times,
    ...(component.before === undefined ? {} : { before: component.before }),
    ...migrationsOf(component),
    ...(component.static === undefined ? {} : { static: { fallback: component.static.fallback } }),
    ...(component.worker === undefined ? {} : { worker: component.worker }),
    ...(component.conduct === undefined ? {} : { conduct: component.conduct }),
    ...(component.schedule === undefined ? {} : { schedule: component.schedule }),
  }
}

/**
 * Every revision of a release in one environment, needs first, ready to be handed to a target (`RevisionSpec`).
 * Equal image, configuration and needs give an equal revision, whichever release asks; a changed need gives all that
 * lead to it a new revision of the same image; so does a secret of another value. Throws a `ProblemError`:
 * `unknown-environment`, `manifest-mismatch`.
 */
export const revisionsOf = (
  config: Config,
  environment: string,
  manifest: Manifest,
  secrets: SealedSecrets = {},
): readonly Revision[] => {
  const where = environmentOf(config, environment)
  const done = new Map<string, Revision>()
  const visit = (component: ComponentConfig): Revision => {
    const known = done.get(component.name)
    if (known !== undefined) return known
    const needs = config.components.filter((one) => component.needs.includes(one.name)).map(visit)
    const image = imageOf(manifest, component.name)
    const revision = revisionOf(config, where, component, image, needs, secrets[component.name] ?? {})
    done.set(component.name, revision)
    return revision
  }
  for (const component of config.components) visit(component)
  return [...done.values()]
}

/** The routes with the hosts that the environment gives them. */
const routesIn = (config: Config, environment: string | undefined) =>
  routesAt(config.routes, config.environments.find(({ name }) => name === environment)?.edge?.hosts ?? [])

const assetsOf = (config: Config, revisions: readonly Revision[]): Pick<ReleaseSide, 'assets'> => {
  const assets = config.components.flatMap(({ name, assets: declared = [] }) => {
    const run = revisions.find((one) => one.component === name)?.key
    return run === undefined ? [] : declared.map(({ path, folder }) => ({ path, run, folder }))
  })
  return assets.length === 0 ? {} : { assets }
}

/** The release's side of the split at the edge: its routes by run, and every run of it. */
export const sideOf = (config: Config, release: number, revisions: readonly Revision[]): ReleaseSide => ({
  release,
  routes: routesIn(config, revisions[0]?.environment).flatMap((route) => {
    const revision = revisions.find((one) => one.component === route.component)
    if (revision === undefined) return []
    const files = revision.static === undefined ? {} : { files: true as const }
    return [{ ...route, run: revision.key, ...files }]
  }),
  ...assetsOf(config, revisions),
  runs: revisions
    .filter((one) => one.worker === undefined && one.schedule === undefined)
    .map((revision) => revision.key),
})
