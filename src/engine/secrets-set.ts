import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import { addCandidate, candidate as candidateOf, setManifest } from '../records/candidates.ts'
import { environment, environments, queueOf } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { releaseOf } from '../records/releases.ts'
import { liveRollout } from '../records/rollouts.ts'
import { putSecret, unsetSecret } from '../records/secrets.ts'
import type { Candidate, Deployed, Environment } from '../records/types.ts'
import type { Where } from './facade.ts'
import type { SecretSetView, SecretsFacade } from './facade-secrets.ts'
import { environmentConfig } from './gatekeeping.ts'
import { journal } from './journal.ts'
import * as words from './messages.ts'
import * as say from './messages-secrets.ts'
import { secretForReceivers } from './messages-telling.ts'
import * as problems from './problems.ts'
import { enqueueAfter } from './promotion.ts'
import { declaredSecrets, type SealedOne, secretsOfDeployed } from './secrets-in-force.ts'
import { resolveWhere } from './where.ts'
import type { Works } from './works.ts'

type SetRequest = Parameters<SecretsFacade['set']>[0]

/** What runs in an environment, and the candidate that it came from. */
export type Running = { readonly deployed: Deployed; readonly candidate: Candidate }

export const runningIn = async (records: Records, row: Environment | null): Promise<Running | null> => {
  if (row === null || row.deployed === null) return null
  const release = await releaseOf(records, row.application, row.deployed.release)
  const candidate = release === null ? null : await candidateOf(records, release.candidate)
  return candidate === null ? null : { deployed: row.deployed, candidate }
}

/** Components of what runs that declare the name; null where nothing runs. */
const declaring = (running: Running | null, name: string, where: string): readonly string[] | null => {
  if (running === null) return null
  const config = environmentConfig(running.candidate, where)
  if (config === undefined) return []
  return declaredSecrets(running.candidate.config, config)
    .filter((one) => one.name === name)
    .map(({ component }) => component)
}

/** A secret of the file's own: no instance has it, and whoever needs it reads it when it is needed. */
const isOwn = (running: Running | null, name: string): boolean =>
  Object.hasOwn(running?.candidate.config.secrets ?? {}, name)

const knownNames = (running: Running, where: string): readonly string[] => {
  const config = environmentConfig(running.candidate, where)
  const all = config === undefined ? [] : declaredSecrets(running.candidate.config, config)
  const own = Object.keys(running.candidate.config.secrets ?? {})
  return [...new Set([...all.map(({ name }) => name), ...own])]
}

/** An environment where nothing was shipped yet is taken by its name: its first release finds the value. */
const placeOf = async (
  works: Works,
  where: Where,
  later: boolean,
): Promise<{ key: string; name: string; row: Environment | null }> => {
  const { records } = works.parts
  const { application, environment: name } = where
  const known = (await environments(records)).some((row) => row.application === application)
  if (!known && name !== null) {
    if (!later) throw new ProblemError(say.neverShipped(name))
    return { key: `${application}/${name}`, name, row: null }
  }
  const row = await resolveWhere(works.parts, where, 'secret set')
  return { key: row.key, name: row.name, row }
}

/** What runs there, as a candidate of its own for that environment alone. */
const shipAgain = async (
  works: Works,
  records: Records,
  row: Environment,
  running: Running,
  by: { readonly actor: Actor; readonly at: Instant },
): Promise<Candidate> => {
  const { deployed, candidate } = running
  const id = works.parts.ids.next()
  const { application, commit, subject, config } = candidate
  const added = await addCandidate(records, {
    id,
    application,
    commit,
    subject,
    config,
    ...by,
    upTo: null,
    only: row.name,
    secrets: { [row.name]: secretsOfDeployed(deployed) },
  })
  await setManifest(records, id, deployed.manifest)
  await journal(records, {
    ...by,
    action: 'shipped',
    subject: { application, candidate: id },
    payload: { commit, number: added.number, release: deployed.release, only: row.name },
    text: words.accepted(commit, subject, added.number),
  })
  await enqueueAfter(records, added, null, by.at)
  return added
}

const isBusy = async (records: Records, key: string): Promise<boolean> =>
  (await liveRollout(records, key)) !== null || (await queueOf(records, key)).length > 0

const has = (running: Running, component: string, name: string, value: Pick<SealedOne, 'digest'>): boolean =>
  secretsOfDeployed(running.deployed)[component]?.[name]?.digest === value.digest

/** Seals and records a value; ships what runs with it, unless it waits for the next ship or changes nothing. */
export const setSecret = async (works: Works, request: SetRequest, actor: Actor): Promise<SecretSetView> => {
  const { parts } = works
  const { name, later, application } = request
  const component = request.component ?? ''
  const { key, name: where, row } = await placeOf(works, request, later)
  const value = await parts.vault.seal({ application, environment: where, component, name }, request.value)
  const view = await inTransaction(parts.records, async (records): Promise<SecretSetView> => {
    const running = await runningIn(records, row === null ? null : await environment(records, key))
    const all = declaring(running, name, where)
    const forReceivers = component === '' && isOwn(running, name)
    const meant = all?.filter((one) => component === '' || one === component) ?? []
    if (!later && running === null) throw new ProblemError(say.neverShipped(where))
    if (!later && running !== null && meant.length === 0 && !forReceivers)
      throw new ProblemError(say.unknownSecret(name, where, knownNames(running, where)))
    const same = running !== null && meant.length > 0 && meant.every((one) => has(running, one, name, value))
    const ships = !later && !same && meant.length > 0
    const waits = ships && (await isBusy(records, key))
    const at = parts.clock.now()
    await putSecret(records, { environment: key, component, name, ...value, by: actor.name, at })
    const added =
      ships && row !== null && running !== null
        ? await shipAgain(works, records, row, running, { actor, at })
        : null
    const text =
      meant.length === 0 && forReceivers
        ? secretForReceivers(name, where)
        : added !== null
          ? say.secretShips(name, component, where, added.number, waits)
          : same
            ? say.secretSame(name, component, where)
            : say.secretLater(name, component, where, meant.length > 0)
    await journal(records, {
      at,
      actor,
      action: 'secret-set',
      subject: { application, environment: where, ...(added === null ? {} : { candidate: added.id }) },
      payload: { name, component: request.component, digest: value.digest, later },
      text,
    })
    return { text, environment: where, candidate: added?.id ?? null }
  })
  works.bell.ring()
  works.wake(key)
  return view
}

export const forgetSecret = async (
  works: Works,
  request: Parameters<SecretsFacade['unset']>[0],
  actor: Actor,
): Promise<SecretSetView> => {
  const { parts } = works
  const { application, name } = request
  const component = request.component ?? ''
  const { key, name: where } = await placeOf(works, request, true)
  const text = say.secretUnset(name, component, where)
  await inTransaction(parts.records, async (records) => {
    if (!(await unsetSecret(records, key, component, name))) throw new ProblemError(say.notSet(name, where))
    await journal(records, {
      at: parts.clock.now(),
      actor,
      action: 'secret-unset',
      subject: { application, environment: where },
      payload: { name, component: request.component },
      text,
    })
  })
  works.bell.ring()
  return { text, environment: where, candidate: null }
}

/** A component that is named and not there is most likely misspelt. */
export const checkComponent = async (works: Works, where: Where, component: string | null): Promise<void> => {
  if (component === null) return
  const rows = (await environments(works.parts.records)).filter(
    (row) => row.application === where.application && (where.environment ?? row.name) === row.name,
  )
  const known = new Set<string>()
  for (const row of rows) for (const revision of row.deployed?.revisions ?? []) known.add(revision.component)
  if (known.size > 0 && !known.has(component))
    throw new ProblemError(problems.unknownComponent(component, [...known]))
}
