import { sourceOf } from '../config/decode.ts'
import { readConfig } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { SealedSecrets } from '../manifest/types.ts'
import {
  addCandidate,
  candidate as candidateOf,
  candidatesOf,
  openCandidates,
} from '../records/candidates.ts'
import { ensureEnvironment, entriesOf, environment, queueOf } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { liveRollout } from '../records/rollouts.ts'
import { setSecretsOf } from '../records/secrets.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { isDeployed, sameAsked } from './asked-for.ts'
import { checkPolicies } from './check-policies.ts'
import type { Engine } from './facade.ts'
import { journal } from './journal.ts'
import { checkPages } from './maintenance-page.ts'
import * as words from './messages.ts'
import { refuseWithoutFolders } from './migration-folders.ts'
import type { Parts } from './parts.ts'
import { applicationDiffers, noConfig, unknownEnvironment } from './problems.ts'
import { scopeOf } from './promotion.ts'
import { refusePublicSuffix } from './public-suffix.ts'
import { sameSecrets, secretsInForce, secretsOfDeployed } from './secrets-in-force.ts'
import { readSecrets } from './secrets-read.ts'

export type Shipped =
  | { readonly kind: 'new' | 'followed'; readonly candidate: Candidate; readonly text: Text }
  | { readonly kind: 'already-live'; readonly release: number; readonly text: Text }

const sourceAt = async (parts: Parts, application: string, commit: string) => {
  const bytes = await parts.source.file(application, commit, 'ecluse.yaml')
  if (bytes === null) throw new ProblemError(noConfig(commit))
  return sourceOf('ecluse.yaml', bytes)
}

/** The commit's own `ecluse.yaml` rules its build and its rollout. */
export const configAt = async (parts: Parts, application: string, commit: string): Promise<Config> => {
  const config = readConfig(await sourceAt(parts, application, commit))
  if (config.application !== application) {
    throw new ProblemError(applicationDiffers(application, config.application))
  }
  return config
}

/** How far back it is looked for one that a train carries. */
const latest = 100

/** The train that carries a candidate, and whose end its `ship` awaits; null: none does. */
const carrierOf = async (records: Records, one: Candidate): Promise<Candidate | null> => {
  let at: Candidate | null = one
  for (let steps = 0; at !== null && at.followed !== null && steps < latest; steps += 1)
    at = await candidateOf(records, at.followed)
  return at !== null && at.train !== null && at.stage !== 'ended' ? at : null
}

/** It waits, and where it was out an older one is by now: what it waits for comes only of shipping it anew. */
const wasTakenBack = async (records: Records, one: Candidate): Promise<boolean> => {
  const entries = await entriesOf(records, one.id)
  if (one.release === null || entries.some(({ state }) => state === 'live')) return false
  for (const { environment: key } of entries.filter(({ state }) => state === 'ended')) {
    const row = await environment(records, key)
    if (row?.deployed != null && row.deployed.release < one.release) return true
  }
  return false
}

/** The candidate of this commit whose `ship` goes on, through all the environments that are asked for. */
const openOf = async (
  records: Records,
  application: string,
  commit: string,
  scope: readonly string[],
  asked: Config['asked'],
): Promise<Candidate | null> => {
  const wanted = (one: Candidate): boolean =>
    one.commit === commit &&
    sameAsked(one.config.asked, asked) &&
    scope.every((name) => scopeOf(one).includes(name))
  for (const one of await openCandidates(records, application))
    if (wanted(one) && !(await wasTakenBack(records, one))) return one
  for (const one of await candidatesOf(records, application, latest)) {
    const carrier = wanted(one) && one.followed !== null ? await carrierOf(records, one) : null
    if (carrier !== null) return carrier
  }
  return null
}

const followed = (candidate: Candidate): Shipped => ({
  kind: 'followed',
  candidate,
  text: words.follows(candidate.commit),
})

/** Whether what runs has the values that a ship would bring now. */
const runsWith = async (
  parts: Parts,
  config: Config,
  row: Environment,
  read: SealedSecrets,
): Promise<boolean> => {
  const environment = config.environments.find(({ name }) => name === row.name)
  if (environment === undefined) return false
  const set = await setSecretsOf(parts.records, row.key)
  return sameSecrets(secretsInForce(config, environment, read, set), secretsOfDeployed(row.deployed))
}

/** The release of this commit that runs alone in every environment, with nothing waiting or under way; else null. */
const liveEverywhere = async (
  parts: Parts,
  config: Config,
  scope: readonly string[],
  commit: string,
  read: Candidate['secrets'],
): Promise<number | null> => {
  let release: number | null = null
  for (const name of scope) {
    const key = `${config.application}/${name}`
    const row = await environment(parts.records, key)
    if (row?.deployed?.commit !== commit || !(await isDeployed(parts, config, commit, row))) return null
    if ((await liveRollout(parts.records, key)) !== null) return null
    if ((await queueOf(parts.records, key)).length > 0) return null
    if (!(await runsWith(parts, config, row, read[name] ?? {}))) return null
    release = row.deployed.release
  }
  return release
}

/**
 * Takes a commit that is here already: a new candidate, unless the same commit is on its way (it is followed) or
 * runs alone everywhere (nothing to do). One taken back, or older than what runs, is a new candidate.
 */
export const ship = async (
  parts: Parts,
  request: Parameters<Engine['ship']>[0],
  made: Config | null = null,
): Promise<Shipped> => {
  const { application, commit, actor, upTo, labels = [], branch = null } = request
  const config = made ?? (await configAt(parts, application, commit))
  const names = config.environments.map(({ name }) => name)
  if (upTo !== null && !names.includes(upTo)) throw new ProblemError(unknownEnvironment(upTo, names))
  const source = await sourceAt(parts, application, commit)
  await refusePublicSuffix(source)
  if (made === null) await refuseWithoutFolders(parts, source, config, commit)
  await checkPages(parts, config, commit)
  await checkPolicies({ parts }, config, commit)
  const info = await parts.source.info(application, commit)
  const scope = scopeOf({ config, upTo })
  const open = await openOf(parts.records, application, commit, scope, config.asked)
  if (open !== null) return followed(open)
  const sent = request.environment ?? {}
  const secrets = await readSecrets(parts, { config, commit, scope, sent, actor })
  const live = await liveEverywhere(parts, config, scope, commit, secrets)
  if (live !== null) return { kind: 'already-live', release: live, text: words.alreadyLive(live, commit) }
  const at = parts.clock.now()
  const id = parts.ids.next()
  return inTransaction(parts.records, async (records) => {
    // Somebody else may have shipped the same commit since it was looked for.
    const meanwhile = await openOf(records, application, commit, scope, config.asked)
    if (meanwhile !== null) return followed(meanwhile)
    for (const { name } of config.environments) {
      await ensureEnvironment(records, application, name, parts.ids.secret())
    }
    const { subject } = info
    const added = await addCandidate(records, {
      id,
      application,
      commit,
      subject,
      config,
      actor,
      at,
      upTo,
      secrets,
      labels,
      branch,
    })
    await journal(records, {
      at,
      actor,
      action: 'shipped',
      subject: { application, candidate: id },
      payload: { commit, number: added.number, subject, author: info.author, labels, branch },
      text: words.accepted(commit, subject, added.number),
    })
    return { kind: 'new', candidate: added, text: words.accepted(commit, subject, added.number) }
  })
}
