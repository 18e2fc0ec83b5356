import { notifyEvents } from '../../config/types-notify.ts'
import type { NotifyTestView, NotifyView, ReceiverView } from '../../engine/facade-notify.ts'
import type { Language, Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import { deafSince, next, nobody, words } from '../messages-notify.ts'
import { pad } from '../wrap.ts'
import { both } from './both.ts'
import { when } from './when.ts'

const whatFor = ({ events, role }: ReceiverView, language: Language): string => {
  const all = events.length === notifyEvents.length ? words.every[language] : events.join(', ')
  return role === null ? all : `${all} (${words.for[language]} ${role})`
}

const state = (one: ReceiverView, language: Language, now: Instant): string => {
  const { failingSince, why, waiting, dropped, takenAt } = one
  if (failingSince !== null && why !== null)
    return deafSince(when(failingSince, now), why, waiting, dropped)[language]
  return takenAt === null ? words.never[language] : `${words.taken[language]} ${when(takenAt, now)}`
}

/** `notify` for a person: a line a receiver, and below it how it is. */
export const notifyLines = (view: NotifyView, now: Instant): readonly Text[] => {
  if (view.receivers.length === 0) return [nobody(view.application)]
  const deaf = view.receivers.some(({ failingSince }) => failingSince !== null)
  const lines = both((language) => {
    const widest = Math.max(...view.receivers.map(({ environment }) => environment.length))
    const longest = Math.max(...view.receivers.map(({ kind, to }) => `${kind} ${to}`.length))
    return view.receivers.flatMap((one) => [
      `${pad(one.environment, widest)}  ${pad(`${one.kind} ${one.to}`, longest)}  ${whatFor(one, language)}`,
      `${' '.repeat(widest)}  ${state(one, language, now)}`,
    ])
  })
  return deaf ? [...lines, ...next] : lines
}

/** `notify --test` for a person: what each receiver said. */
export const testLines = ({ text, receivers }: NotifyTestView): readonly Text[] => {
  const lines = both((language) => {
    const name = (one: NotifyTestView['receivers'][number]) =>
      [one.environment, one.kind, one.to, ...(one.recipient === null ? [] : [one.recipient])].join(' ')
    const widest = Math.max(...receivers.map((one) => name(one).length))
    return receivers.map(
      (one) => `${pad(name(one), widest)}  ${one.taken ? words.took[language] : (one.why?.[language] ?? '')}`,
    )
  })
  return [text, ...lines]
}
