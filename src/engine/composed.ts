import { inOrder } from '../config/order.ts'
import type { ComponentConfig, Config } from '../config/types.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Verdict } from '../kernel/verdict.ts'
import { backwards } from '../manifest/messages-listing.ts'
import type { Manifest, ManifestComponent } from '../manifest/types.ts'
import { compareVersions } from '../manifest/versions.ts'
import { environment } from '../records/environments.ts'
import { kept } from '../records/releases.ts'
import type { Environment } from '../records/types.ts'
import type { Composition } from './asked-for.ts'
import { buildOne, type Commission, componentOf, testAll } from './build.ts'
import type { ManifestFacade, ManifestPart } from './facade-manifest.ts'
import * as say from './messages-manifest.ts'
import type { Parts } from './parts.ts'
import { rebuiltDiffers } from './problems.ts'
import { scopeOf } from './promotion.ts'
import { configAt, type Shipped, ship } from './ship.ts'
import type { Works } from './works.ts'

type Request = Parameters<ManifestFacade['ship']>[0]
/** ecluse.yaml of the leading commit, with each component as the commit of its own has it. */
const composedConfig = async (parts: Parts, request: Request): Promise<Config> => {
  const { application, commit, components, file, backwards: why } = request
  const leading = await configAt(parts, application, commit)
  const own = new Map<string, ComponentConfig>()
  for (const { name } of leading.components) {
    const part = components[name]
    if (part === undefined) throw new ProblemError(say.partMissing(name, commit))
    const config = part.commit === commit ? leading : await configAt(parts, application, part.commit)
    const found = config.components.find((one) => one.name === name)
    if (found === undefined) throw new ProblemError(say.partMissing(name, part.commit))
    own.set(name, found)
  }
  for (const [name, part] of Object.entries(components))
    if (!own.has(name)) throw new ProblemError({ ...say.partMissing(name, commit), ...placed(part) })
  for (const { name, needs } of own.values())
    for (const need of needs)
      if (!own.has(need)) throw new ProblemError(say.partMissing(need, components[name]?.commit ?? commit))
  const { sorted } = inOrder([...own.keys()], (name) => own.get(name)?.needs ?? [])
  return {
    ...leading,
    components: sorted.flatMap((name) => own.get(name) ?? []),
    asked: {
      kind: 'manifest',
      file,
      ...(request.revision === undefined ? {} : { revision: request.revision }),
      backwards: why,
      components: Object.fromEntries(
        Object.entries(components).map(([name, { commit: of, version, image }]) => [
          name,
          { commit: of, version, ...(image === undefined ? {} : { image }) },
        ]),
      ),
    },
  }
}

const placed = (part: ManifestPart): Pick<Problem, 'place'> =>
  part.place === undefined ? {} : { place: part.place }

const manifestIn = (parts: Parts, row: Environment | null): Promise<Manifest | null> =>
  row?.deployed == null
    ? Promise.resolve(null)
    : kept<Manifest>(parts.records, 'manifests', row.deployed.manifest)

/** Older by its Semantic Version, else an ancestor of what runs. */
const isOlder = async (parts: Parts, application: string, old: ManifestComponent, part: ManifestPart) => {
  if (old.commit === part.commit) return false
  const order = compareVersions(part.version, old.version)
  if (order !== null && order !== 0) return order < 0
  return (await parts.source.contains(application, old.commit, part.commit)) === true
}

/** Versions that go back in an environment that is asked for, and nobody said so. */
const goingBack = async (
  parts: Parts,
  request: Request,
  scope: readonly string[],
): Promise<readonly Problem[]> => {
  const { application, components } = request
  const found = new Map<string, Problem>()
  for (const name of scope) {
    const live = await manifestIn(parts, await environment(parts.records, `${application}/${name}`))
    for (const old of live?.components ?? []) {
      const part = components[old.name]
      if (part === undefined || found.has(old.name)) continue
      if (await isOlder(parts, application, old, part))
        found.set(old.name, { ...backwards(old.name, old.version, part.version), ...placed(part) })
    }
  }
  return [...found.values()]
}

/** A candidate of several commits: each component of its own. */
export const shipManifest = async (parts: Parts, request: Request): Promise<Shipped> => {
  const config = await composedConfig(parts, request)
  const { application, commit, actor, upTo, labels, environment: sent } = request
  if (request.backwards === null) {
    const problems = await goingBack(parts, request, scopeOf({ config, upTo }))
    if (problems.length > 0) throw new ProblemError(problems)
  }
  const asked = {
    application,
    commit,
    actor,
    upTo,
    ...(labels === undefined ? {} : { labels }),
    ...(sent === undefined ? {} : { environment: sent }),
  }
  return ship(parts, asked, config)
}

/** Each component from its own commit; one that a manifest of ours names by digest has to become that again. */
export const buildComposed = async (works: Works, of: Commission, { components }: Composition) => {
  const built: ManifestComponent[] = []
  for (const component of of.config.components) {
    const part = components[component.name]
    if (part === undefined) throw new ProblemError(say.partMissing(component.name, of.commit))
    const image = await buildOne(works, { ...of, commit: part.commit }, component)
    if (part.image !== undefined && part.image !== image.image)
      throw new ProblemError(rebuiltDiffers(component.name, part.image, image.image))
    built.push(componentOf(component.name, image, part))
  }
  return built
}

/** The tests of each component at the commit of its own. */
export const testComposed = async (
  works: Works,
  of: Commission,
  { components }: Composition,
): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = []
  for (const commit of new Set(Object.values(components).map((part) => part.commit))) {
    const own = of.config.components.filter(({ name }) => components[name]?.commit === commit)
    verdicts.push(...(await testAll(works, { ...of, commit, config: { ...of.config, components: own } })))
  }
  return verdicts
}
