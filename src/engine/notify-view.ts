import type { NotifyConfig, NotifyKind } from '../config/types-notify.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { testText } from '../notices/messages.ts'
import { limits, noticeId } from '../notices/pace.ts'
import type { Notice } from '../notices/types.ts'
import { candidatesOf } from '../records/candidates.ts'
import { environments } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import {
  countWaiting,
  type ReceiverState,
  receiverKey,
  receiverState,
  receiverStates,
} from '../records/outbox.ts'
import type { Candidate } from '../records/types.ts'
import type { Where } from './facade.ts'
import type { DeafView, NotifyTestView, NotifyView, ReceiverView } from './facade-notify.ts'
import { journal } from './journal.ts'
import * as words from './messages-telling.ts'
import { attempt } from './outbox.ts'
import { rulingCandidate } from './policy-in-force.ts'
import { type Receiver, recipientsOf, sourcesOf, zoneOf } from './telling.ts'
import { environmentsOf } from './where.ts'
import type { Works } from './works.ts'

type Named = Receiver & { readonly name: string; readonly release: number | null }

const matches = (config: NotifyConfig, name: string): boolean =>
  config.environment === undefined || config.environment === name

/** Receivers by environment: of what runs there, else of what was shipped last. */
const receiversIn = async (works: Works, { application, environment }: Where): Promise<readonly Named[]> => {
  const { records } = works.parts
  await environmentsOf(works.parts, application)
  const rows = (await environments(records)).filter(
    (row) => row.application === application && (environment === null || row.name === environment),
  )
  const found: Named[] = []
  const newest: { one?: Candidate | undefined } = {}
  for (const row of rows) {
    const inForce = await rulingCandidate(works, row)
    if (inForce === null) newest.one ??= (await candidatesOf(records, application, 1))[0]
    const from = inForce ?? newest.one
    const release = inForce === null ? null : (row.deployed?.release ?? null)
    for (const config of from?.config.notify ?? [])
      if (from !== undefined && matches(config, row.name))
        found.push({ config, environment: row.key, from, name: row.name, release })
  }
  return found
}

export const notifyView = async (works: Works, where: Where): Promise<NotifyView> => {
  const { records } = works.parts
  const receivers = await receiversIn(works, where)
  const views = receivers.map(async ({ config, environment, name, release }): Promise<ReceiverView> => {
    const key = receiverKey(environment, config)
    const state = await receiverState(records, key, environment)
    return {
      environment: name,
      kind: config.kind,
      to: config.to,
      events: config.events,
      role: config.role ?? null,
      first: config.first,
      release,
      waiting: await countWaiting(records, key),
      takenAt: state.takenAt,
      failingSince: state.failingSince,
      why: state.why,
      dropped: state.dropped,
    }
  })
  return { application: where.application, receivers: await Promise.all(views) }
}

/** Each endpoint once in an environment. */
const endpoints = (all: readonly Named[]): readonly Named[] =>
  all.filter(
    ({ environment, config }, index) =>
      all.findIndex(
        (other) => receiverKey(other.environment, other.config) === receiverKey(environment, config),
      ) === index,
  )

/** Sends each receiver a message now; nothing of it is kept but that it was done. */
export const notifyTest = async (works: Works, where: Where, actor: Actor): Promise<NotifyTestView> => {
  const { parts } = works
  const receivers = endpoints(await receiversIn(works, where))
  if (receivers.length === 0) throw new ProblemError(words.nobodyToTell(where.application))
  const at = parts.clock.now()
  const never = new AbortController().signal
  const tries = receivers.flatMap((receiver) =>
    recipientsOf(receiver.config).map(async (recipient): Promise<NotifyTestView['receivers'][number]> => {
      const { config, environment, from, name } = receiver
      const notice: Notice = {
        id: noticeId({ test: parts.ids.next() }),
        at,
        event: 'test',
        application: where.application,
        environment: name,
        release: null,
        text: testText(actor.name),
        lines: [],
        roles: [],
        alarm: false,
        zone: zoneOf(from.config, name),
      }
      const letter = {
        config,
        sources: sourcesOf(receiver),
        application: where.application,
        environment,
        candidate: from.id,
        recipient,
        notice,
      }
      const answer = await attempt(parts, letter, false, never)
      const why = answer.kind === 'later' || answer.kind === 'refused' ? answer.why : null
      const person = recipient === '' ? null : recipient
      const taken = answer.kind === 'taken'
      return { environment: name, kind: config.kind, to: config.to, recipient: person, taken, why }
    }),
  )
  const all = await Promise.all(tries)
  const text = words.tested(all.filter(({ taken }) => taken).length, all.length)
  await inTransaction(parts.records, (records) =>
    journal(records, {
      at: parts.clock.now(),
      actor,
      action: 'notify-tested',
      subject: { application: where.application },
      payload: {
        receivers: all.map(({ environment, kind, to, taken }) => ({ environment, kind, to, taken })),
      },
      text,
    }),
  )
  return { text, receivers: all }
}

const deafOne = async (works: Works, state: ReceiverState): Promise<readonly DeafView[]> => {
  const { failures, failingSince, why } = state
  if (failures < limits.deafAfter || failingSince === null || why === null) return []
  const [, kind = '', to = ''] = state.key.split(' ')
  const waiting = await countWaiting(works.parts.records, state.key)
  const environment = state.environment.slice(state.application.length + 1)
  return [
    { environment, kind: kind as NotifyKind, to, since: failingSince, why, waiting, dropped: state.dropped },
  ]
}

/** Receivers of an application that take nothing; left out where all of them hear. */
export const deafOf = async (
  works: Works,
  application: string,
): Promise<{ readonly deaf?: readonly DeafView[] }> => {
  const states = await receiverStates(works.parts.records, application)
  const deaf = (await Promise.all(states.map((state) => deafOne(works, state)))).flat()
  return deaf.length === 0 ? {} : { deaf }
}
