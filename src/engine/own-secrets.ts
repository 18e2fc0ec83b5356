import type { SecretConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { SealedSecrets } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { setSecretsOf } from '../records/secrets.ts'
import { noValue } from './messages-telling.ts'
import type { Parts } from './parts.ts'
import { setFor } from './secrets-in-force.ts'

/** A secret of the file's own `secrets`: no component's. */
export const ownComponent = ''

/** Those of the file's own among what a `ship` brought for an environment. */
export const ownOf = (read: SealedSecrets): SealedSecrets => {
  const own = read[ownComponent]
  return own === undefined ? {} : { [ownComponent]: own }
}

export type OwnSecret = {
  readonly application: string
  /** The environment's key. */
  readonly environment: string
  readonly name: string
  readonly source: SecretConfig
  /** Whose `ship` brought what comes from its environment. */
  readonly candidate: string | null
}

/**
 * The value of one of the file's own secrets, opened to be used at once and never kept. What a person set counts before
 * what the file says. Throws what the vault throws, and `secret-without-value`.
 */
export const ownSecret = async (parts: Parts, asked: OwnSecret): Promise<string> => {
  const { application, environment: key, name, source } = asked
  const environment = key.slice(application.length + 1)
  const place = { application, environment, component: ownComponent, name }
  const set = setFor(await setSecretsOf(parts.records, key), ownComponent, name)
  if (set !== null) return parts.vault.open(set.sealed)
  if (source.from === 'file' || source.from === 'command') return parts.vault.read(place, source)
  const brought = asked.candidate === null ? null : await candidateOf(parts.records, asked.candidate)
  const sealed = brought?.secrets[environment]?.[ownComponent]?.[name]
  if (sealed === undefined) throw new ProblemError(noValue(name, environment))
  return parts.vault.open(sealed.sealed)
}
