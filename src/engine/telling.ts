import type { Config } from '../config/types.ts'
import type { NotifyConfig, NotifyEvent } from '../config/types-notify.ts'
import type { Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { isFor } from '../notices/events.ts'
import { limits, noticeId } from '../notices/pace.ts'
import type { Notice } from '../notices/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { environment as environmentOf, environments } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { putLetter, receiverKey } from '../records/outbox.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'

/** One thing that people are to be told. Call it inside the transaction that makes it so. */
export type Told = {
  readonly event: NotifyEvent
  /** What makes it this one and no other: told twice, it is one notice. */
  readonly by: Json
  readonly at: Instant
  readonly application: string
  /** Null: of every environment of the application. */
  readonly environment: string | null
  readonly release: number | null
  /** Whom it is about. */
  readonly candidate: string | null
  readonly text: Text
  readonly lines?: readonly Text[]
  readonly roles?: readonly string[]
  readonly alarm?: boolean
}

/** A receiver in an environment, with whose file names it. */
export type Receiver = {
  readonly config: NotifyConfig
  /** The environment's key. */
  readonly environment: string
  readonly from: Candidate
}

const running = async (records: Records, row: Environment | null): Promise<Candidate | null> => {
  if (row === null || row.deployed === null) return null
  const release = await releaseOf(records, row.application, row.deployed.release)
  return release === null ? null : candidateOf(records, release.candidate)
}

/**
 * Whose files say who is told of an environment: that of the release that runs there, which no candidate can silence,
 * and then the candidate's own.
 */
const filesOf = async (
  records: Records,
  key: string,
  candidate: string | null,
): Promise<readonly Candidate[]> => {
  const inForce = await running(records, await environmentOf(records, key))
  const own = candidate === null || candidate === inForce?.id ? null : await candidateOf(records, candidate)
  return [inForce, own].filter((one) => one !== null)
}

const keysOf = async (records: Records, { application, environment }: Told): Promise<readonly string[]> => {
  if (environment !== null) return [`${application}/${environment}`]
  const mine = (await environments(records)).filter((row) => row.application === application)
  // The last one of the way is the one that most people hear of: its secrets are used.
  const order = async (row: Environment) =>
    (await running(records, row))?.config.environments.findIndex(({ name }) => name === row.name) ?? -1
  const ranked = await Promise.all(mine.map(async (row) => ({ key: row.key, rank: await order(row) })))
  return ranked.toSorted((a, b) => b.rank - a.rank).map(({ key }) => key)
}

/** Everybody who is told, each endpoint once. */
const receiversOf = async (records: Records, told: Told): Promise<readonly Receiver[]> => {
  const { event, environment, roles = [], candidate } = told
  const found = new Map<string, Receiver>()
  for (const key of await keysOf(records, told)) {
    for (const from of await filesOf(records, key, candidate)) {
      for (const config of from.config.notify ?? []) {
        const endpoint = environment === null ? receiverKey('', config) : receiverKey(key, config)
        if (!found.has(endpoint) && isFor(config, { event, environment, roles }))
          found.set(endpoint, { config, environment: key, from })
      }
    }
  }
  return [...found.values()]
}

export const zoneOf = (config: Config, environment: string | null): string | null => {
  const zones = config.environments
    .filter(({ name }) => environment === null || name === environment)
    .map(({ calendar }) => calendar?.timeZone)
  return zones.findLast((zone) => zone !== undefined) ?? null
}

/** Where the secrets of a receiver come from. */
export const sourcesOf = ({ config, from }: Receiver) =>
  Object.fromEntries(
    Object.entries(from.config.secrets ?? {}).filter(
      ([name]) => name === config.to || name === config.signWith,
    ),
  )

/** One letter for each person where each gets one of their own. */
export const recipientsOf = ({ kind, recipients }: NotifyConfig): readonly string[] =>
  kind === 'gc-notify' ? (recipients ?? []) : ['']

/** Puts what is to be told into the outbox of everybody whom it concerns. */
export const announce = async (records: Records, told: Told): Promise<void> => {
  const receivers = await receiversOf(records, told)
  if (receivers.length === 0) return
  const { event, at, application, environment, release, text } = told
  const id = noticeId(told.by)
  for (const receiver of receivers) {
    const notice: Notice = {
      id,
      at,
      event,
      application,
      environment,
      release,
      text,
      lines: told.lines ?? [],
      roles: told.roles ?? [],
      alarm: told.alarm ?? false,
      zone: zoneOf(receiver.from.config, environment),
    }
    const { config, environment: key, from } = receiver
    for (const recipient of recipientsOf(config))
      await putLetter(
        records,
        { notice, recipient, environment: key, candidate: from.id, config, sources: sourcesOf(receiver) },
        limits.waiting,
      )
  }
}
