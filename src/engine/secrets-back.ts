import type { EnvironmentConfig } from '../config/types.ts'
import type { Text } from '../kernel/text.ts'
import type { Manifest, SealedSecrets } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { kept, releaseOf } from '../records/releases.ts'
import { setSecretsOf } from '../records/secrets.ts'
import type { Deployed, Environment } from '../records/types.ts'
import { environmentConfig } from './gatekeeping.ts'
import { secretsChanged } from './messages-secrets.ts'
import { deployedOf } from './planning.ts'
import { secretsOfDeployed, setFor } from './secrets-in-force.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

export type BackWith = {
  readonly deployed: Deployed
  /** What is said of secrets that changed since; null: none did. */
  readonly note: Text | null
  /** `COMPONENT NAME` of those. */
  readonly changed: readonly string[]
}

/** Its colour still runs: it comes back as it is. */
const isWarm = (deployed: Deployed, world: World): boolean =>
  world.target !== null &&
  deployed.revisions.every(({ key }) =>
    world.target?.runs.some((run) => run.key === key && run.value === 'ready'),
  )

/** The values in force now of all that the release declares; its own where there is none any more. */
const currentOf = async (works: Works, row: Environment, recorded: SealedSecrets): Promise<SealedSecrets> => {
  const set = await setSecretsOf(works.parts.records, row.key)
  const running = secretsOfDeployed(row.deployed)
  return Object.fromEntries(
    Object.entries(recorded).map(([component, own]) => [
      component,
      Object.fromEntries(
        Object.entries(own).map(([name, value]) => [
          name,
          setFor(set, component, name) ?? running[component]?.[name] ?? value,
        ]),
      ),
    ]),
  )
}

/** The same release with other values: other revisions of the same images. Null where it is not known whole. */
const remade = async (
  works: Works,
  row: Environment,
  old: Deployed,
  secrets: SealedSecrets,
): Promise<Deployed | null> => {
  const { records } = works.parts
  const release = await releaseOf(records, row.application, old.release)
  const candidate = release === null ? null : await candidateOf(records, release.candidate)
  const manifest = await kept<Manifest>(records, 'manifests', old.manifest)
  const config = candidate === null ? undefined : environmentConfig(candidate, row.name)
  if (candidate === null || manifest === null || config === undefined) return null
  const { release: number, manifest: digest, commit } = old
  return deployedOf(candidate.config, config, { number, manifest, digest, commit }, secrets)
}

/**
 * With which values a release comes back: the recorded ones while its colour still runs, else as
 * `secrets-on-rollback` of what runs says; and what has changed since.
 */
export const backWith = async (
  works: Works,
  row: Environment,
  world: World,
  old: Deployed,
  config: EnvironmentConfig,
): Promise<BackWith> => {
  const recorded = secretsOfDeployed(old)
  const current = await currentOf(works, row, recorded)
  const changed = Object.entries(recorded).flatMap(([component, own]) =>
    Object.entries(own).flatMap(([name, { digest }]) =>
      current[component]?.[name]?.digest === digest ? [] : [`${component} ${name}`],
    ),
  )
  if (changed.length === 0) return { deployed: old, note: null, changed }
  const wants = isWarm(old, world) ? 'recorded' : (config.secretsOnRollback ?? 'current')
  const made = wants === 'current' ? await remade(works, row, old, current) : null
  const names = [...new Set(changed.map((one) => one.split(' ')[1] ?? ''))]
  const used = made === null ? 'recorded' : 'current'
  return { deployed: made ?? old, note: secretsChanged(names, old.release, used), changed }
}

/** Two sentences on one line. */
export const withNote = (text: Text, note: Text | null): Text =>
  note === null ? text : { en: `${text.en}; ${note.en}`, fr: `${text.fr} ; ${note.fr}` }
