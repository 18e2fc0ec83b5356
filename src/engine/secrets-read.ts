import { secretPlaces } from '../config/places.ts'
import type { Config, SecretConfig } from '../config/types.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import type { SealedSecrets } from '../manifest/types.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { setSecretsOf } from '../records/secrets.ts'
import { secretNotSet, secretVariableMissing } from './messages-secrets.ts'
import { ownComponent } from './own-secrets.ts'
import type { Parts } from './parts.ts'
import { declaredSecrets, type SealedOne, setFor } from './secrets-in-force.ts'

export type ReadRequest = {
  readonly config: Config
  readonly commit: string
  readonly scope: readonly string[]
  /** Variables of whoever ships that the file names. */
  readonly sent: Readonly<Record<string, string>>
  readonly actor: Actor
}

type Wanted = { readonly place: SecretPlace; readonly source: SecretConfig }

/** What has to be read for a `ship`: every declared secret of its environments that nobody set. */
const wanted = async (parts: Parts, { config, scope, sent }: ReadRequest): Promise<readonly Wanted[]> => {
  const { application } = config
  const found: Wanted[] = []
  for (const environment of config.environments.filter(({ name }) => scope.includes(name))) {
    const set = await setSecretsOf(parts.records, `${application}/${environment.name}`)
    for (const [name, source] of Object.entries(config.secrets ?? {})) {
      // Files and commands are read when they are used, and `set` waits for a person: no ship waits for any of them.
      if (source.from !== 'environment' || (sent[source.variable] ?? '') === '') continue
      if (setFor(set, ownComponent, name) !== null) continue
      found.push({
        place: { application, environment: environment.name, component: ownComponent, name },
        source,
      })
    }
    for (const { component, name, source } of declaredSecrets(config, environment)) {
      if (setFor(set, component, name) !== null) continue
      found.push({ place: { application, environment: environment.name, component, name }, source })
    }
  }
  return found
}

const readOne = async (
  parts: Parts,
  { place, source }: Wanted,
  sent: ReadRequest['sent'],
): Promise<string> => {
  if (source.from === 'file' || source.from === 'command') return parts.vault.read(place, source)
  if (source.from === 'set') throw new ProblemError(secretNotSet(place))
  const value = Object.hasOwn(sent, source.variable) ? sent[source.variable] : undefined
  if (value === undefined || value === '')
    throw new ProblemError(secretVariableMissing(place, source.variable))
  return value
}

const one = async (parts: Parts, request: ReadRequest, asked: Wanted): Promise<SealedOne> => {
  const value = await readOne(parts, asked, request.sent)
  const { digest, sealed } = await parts.vault.seal(asked.place, value)
  return { digest, sealed, source: asked.source.from, at: parts.clock.now(), by: request.actor.name }
}

/** Where the file declares it, for problems that know no better place. */
const placed = async (
  parts: Parts,
  { config, commit }: ReadRequest,
  failed: readonly { readonly asked: Wanted; readonly problem: Problem }[],
): Promise<readonly Problem[]> => {
  const bytes = await parts.source.file(config.application, commit, 'ecluse.yaml')
  const at = secretPlaces({ file: 'ecluse.yaml', text: new TextDecoder().decode(bytes ?? new Uint8Array()) })
  return failed.map(({ asked: { place }, problem }) => ({ place: at(place), ...problem }))
}

/**
 * Reads and seals the secrets of a `ship`, once, side by side. Throws all that is wrong with them at once: no value
 * stands in it.
 */
export const readSecrets = async (
  parts: Parts,
  request: ReadRequest,
): Promise<Readonly<Record<string, SealedSecrets>>> => {
  const all = await wanted(parts, request)
  const ends = await Promise.allSettled(all.map((asked) => one(parts, request, asked)))
  const read: Record<string, Record<string, Record<string, SealedOne>>> = {}
  const failed: { asked: Wanted; problem: Problem }[] = []
  for (const [index, asked] of all.entries()) {
    const end = ends[index]
    const { environment, component, name } = asked.place
    if (end?.status === 'fulfilled') {
      const own = read[environment] ?? {}
      read[environment] = { ...own, [component]: { ...own[component], [name]: end.value } }
    } else if (end?.reason instanceof ProblemError) {
      failed.push(...end.reason.problems.map((problem) => ({ asked, problem })))
    } else throw end?.reason
  }
  if (failed.length > 0) throw new ProblemError(await placed(parts, request, failed))
  return read
}
