import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { letterOf } from '../notices/letter.ts'
import { limits, waitAfter, waitRefused } from '../notices/pace.ts'
import type { Address, Delivered } from '../ports/notifier.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import {
  beginAttempt,
  dueLetters,
  endLetter,
  type Letterbox,
  pruneOutbox,
  putOff,
  putReceiver,
  type ReceiverState,
  receiverState,
  receiversWaiting,
} from '../records/outbox.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-telling.ts'
import { ownSecret } from './own-secrets.ts'
import type { Parts } from './parts.ts'
import { toldByTime } from './telling-by-time.ts'
import type { Works } from './works.ts'

const idle: Ms = 5_000
/** A receiver that has not answered by then is left for later. */
const within: Ms = 15_000
/** In one go, so that no receiver keeps the loop for itself. */
const inOneGo = 20
const tidied: Ms = 600_000
const looked: Ms = 30_000

/** An attempt that the end of this process cut off is none that failed. */
type Attempt = Delivered | { readonly kind: 'cut' }

/** Opened for one message, and never kept. Throws what `ownSecret` throws. */
export const addressOf = async (
  parts: Parts,
  one: Pick<Letterbox, 'config' | 'sources' | 'application' | 'environment' | 'candidate' | 'recipient'>,
): Promise<Address> => {
  const { config, sources, application, environment, candidate } = one
  const value = (name: string): Promise<string> =>
    ownSecret(parts, {
      application,
      environment,
      name,
      source: sources[name] ?? { from: 'set' },
      candidate,
    })
  return {
    to: await value(config.to),
    key: config.signWith === undefined ? null : await value(config.signWith),
    from: config.from ?? null,
    recipients: one.recipient === '' ? (config.recipients ?? []) : [one.recipient],
    template: config.template ?? null,
    url: config.url ?? null,
  }
}

/** Tries once. Never throws. */
export const attempt = async (
  parts: Parts,
  one: Pick<
    Letterbox,
    'config' | 'sources' | 'application' | 'environment' | 'candidate' | 'recipient' | 'notice'
  >,
  again: boolean,
  closing: AbortSignal,
): Promise<Attempt> => {
  const notifier = parts.notifiers?.[one.config.kind]
  if (notifier === undefined) return { kind: 'later', why: words.broken(), after: null }
  const late = new AbortController()
  const cancel = parts.clock.wake(within, () => late.abort())
  try {
    const address = await addressOf(parts, one)
    const message = { notice: one.notice, letter: letterOf(one.notice, one.config.first), again }
    const answer = await notifier.send(address, message, AbortSignal.any([late.signal, closing]))
    return closing.aborted && answer.kind === 'later' ? { kind: 'cut' } : answer
  } catch (error) {
    if (closing.aborted) return { kind: 'cut' }
    if (!(error instanceof ProblemError)) {
      parts.trouble(`notify ${one.config.kind} ${one.config.to}`, error)
      return { kind: 'later', why: words.broken(), after: null }
    }
    const [problem] = error.problems
    if (problem?.code === 'secret-without-value')
      return { kind: 'later', why: words.withTodo(problem), after: null }
    return {
      kind: 'later',
      why: words.unread(one.config.to, problem?.message ?? words.broken()),
      after: null,
    }
  } finally {
    cancel()
  }
}

const nameOf = ({ config }: Letterbox): string => words.receiverName(config.kind, config.to)

const place = (state: ReceiverState) => ({
  application: state.application,
  environment: state.environment.slice(state.application.length + 1),
})

const taken = async (records: Records, one: Letterbox, state: ReceiverState, now: number): Promise<void> => {
  await endLetter(records, one.seq, 'sent')
  await putReceiver(records, {
    ...state,
    nextAt: 0,
    failures: 0,
    failingSince: null,
    why: null,
    said: false,
    takenAt: now,
  })
  if (!state.said) return
  const subject = place(state)
  await journal(records, {
    at: now,
    actor: engineActor,
    action: 'receiver-hears',
    subject,
    payload: { receiver: nameOf(one) },
    text: words.hearsAgain(nameOf(one), subject.environment),
  })
}

/** Counts a failure, and says once that nobody hears. */
const failed = async (
  records: Records,
  one: Letterbox,
  state: ReceiverState,
  how: { readonly why: Text; readonly nextAt: number; readonly now: number },
): Promise<void> => {
  const failures = state.failures + 1
  const says = failures >= limits.deafAfter && !state.said
  const { why, nextAt, now } = how
  await putReceiver(records, {
    ...state,
    nextAt,
    failures,
    failingSince: state.failingSince ?? now,
    why,
    said: state.said || says,
  })
  if (!says) return
  const subject = place(state)
  await journal(records, {
    at: now,
    actor: engineActor,
    action: 'receiver-deaf',
    subject,
    payload: { receiver: nameOf(one), why: { en: why.en, fr: why.fr } },
    text: words.deaf(nameOf(one), subject.environment, why),
    level: 'alarm',
  })
}

/** What came of an attempt, in one transaction. True: the next one may be tried. */
const settle = (parts: Parts, one: Letterbox, answer: Attempt): Promise<boolean> =>
  inTransaction(parts.records, async (records) => {
    const now = parts.clock.now()
    const state = await receiverState(records, one.receiver, one.environment)
    if (answer.kind === 'cut') return false
    if (answer.kind === 'taken') {
      await taken(records, one, state, now)
      return true
    }
    const seed = `${one.notice.id} ${one.receiver}`
    if (answer.kind === 'refused') {
      await putOff(records, one.seq, now + waitRefused(one.attempts + 1, seed))
      await failed(records, one, state, { why: answer.why, nextAt: state.nextAt, now })
      return true
    }
    const nextAt = now + waitAfter(state.failures + 1, seed, answer.after)
    await failed(records, one, state, { why: answer.why, nextAt, now })
    return false
  })

const leftOut = (parts: Parts, one: Letterbox): Promise<void> =>
  inTransaction(parts.records, async (records) => {
    const state = await receiverState(records, one.receiver, one.environment)
    await endLetter(records, one.seq, 'dropped')
    await putReceiver(records, { ...state, dropped: state.dropped + 1 })
  })

/** What is due for one receiver, one after the other, until one is not taken. */
const deliver = async ({ parts, bell }: Works, receiver: string, closing: AbortSignal): Promise<void> => {
  for (const one of await dueLetters(parts.records, receiver, parts.clock.now(), inOneGo)) {
    if (closing.aborted) return
    if (parts.clock.now() - one.at > limits.age) {
      await leftOut(parts, one)
      continue
    }
    await beginAttempt(parts.records, one)
    const answer = await attempt(parts, one, one.attempts > 0, closing)
    if (answer.kind === 'taken' && answer.note !== undefined)
      parts.trouble(`notify ${nameOf(one)}`, answer.note.en)
    const goesOn = await settle(parts, one, answer)
    bell.ring()
    if (!goesOn) return
  }
}

/** The worker that delivers: receivers side by side, each in order. Nothing of a rollout waits for it. */
export const outboxOf = (works: Works) => {
  const closing = new AbortController()
  let tidyAt = 0
  let lookAt = 0
  const step = async (): Promise<Ms> => {
    const { parts } = works
    const { records, clock } = parts
    const now = clock.now()
    if (now >= lookAt) {
      await toldByTime(works)
      lookAt = now + looked
    }
    if (now >= tidyAt) {
      await pruneOutbox(records, now - limits.memory)
      tidyAt = now + tidied
    }
    const waiting = await receiversWaiting(records)
    const due = waiting.filter((one) => one.due <= now)
    await Promise.all(due.map(({ receiver }) => deliver(works, receiver, closing.signal)))
    if (due.length > 0) return 0
    const next = Math.min(...waiting.map((one) => one.due - now), idle)
    return Math.max(50, next)
  }
  return { step, close: () => closing.abort() }
}
