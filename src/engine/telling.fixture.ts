import type { NotifyKind } from '../config/types-notify.ts'
import { notifyKinds } from '../config/types-notify.ts'
import type { Address, Delivered, Notifier, Notifiers } from '../ports/notifier.ts'
import type { Stage } from './engine.fixture.ts'

export type Heard = {
  readonly kind: NotifyKind
  readonly to: string
  readonly recipients: readonly string[]
  readonly id: string
  readonly event: string
  readonly again: boolean
  readonly subject: string
  readonly text: string
}

/** Receivers in memory: each answers as it is told to; `never`: it takes the message and says nothing for ever. */
export const fakeNotifiers = (manner: (address: Address, heard: Heard) => Delivered | 'never') => {
  const heard: Heard[] = []
  const one = (kind: NotifyKind): Notifier => ({
    kind,
    one: kind === 'gc-notify',
    send: (address, { notice, letter, again }, signal) => {
      const { to, recipients } = address
      const { id, event } = notice
      const text = letter.parts.flatMap(({ lines }) => lines).join('\n')
      const got: Heard = { kind, to, recipients, id, event, again, subject: letter.subject, text }
      heard.push(got)
      const answer = manner(address, got)
      if (answer !== 'never') return Promise.resolve(answer)
      return new Promise((resolve) => {
        const why = { en: 'no answer', fr: 'pas de réponse' }
        signal.addEventListener('abort', () => resolve({ kind: 'later', why, after: null }), { once: true })
      })
    },
  })
  const notifiers = Object.fromEntries(notifyKinds.map((kind) => [kind, one(kind)])) as Notifiers
  return { heard, notifiers }
}

/** Begins the engine over these receivers. */
export const tellBy = async (on: Stage, notifiers: Notifiers): Promise<void> => {
  Object.assign(on.parts, { notifiers })
  await on.restart()
}

export const later: Delivered = {
  kind: 'later',
  why: { en: 'it answered 500', fr: 'il a répondu 500' },
  after: null,
}
