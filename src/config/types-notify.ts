import type { Language } from '../kernel/text.ts'

/** What a receiver can be told of, in the order in which they happen to a release. */
export const notifyEvents = [
  'waiting',
  'departure',
  'expiring',
  'started',
  'step',
  'verdict',
  'rolled-back',
  'done',
  'override',
  'freeze',
] as const

export type NotifyEvent = (typeof notifyEvents)[number]

export const notifyKinds = ['webhook', 'slack', 'teams', 'smtp', 'gc-notify'] as const

export type NotifyKind = (typeof notifyKinds)[number]

/** One receiver, with defaults filled in. Every secret is a name of the file's own `secrets`: no value is here. */
export type NotifyConfig = {
  readonly kind: NotifyKind
  /** Name of the secret with the address: a URL, or GC Notify's API key. */
  readonly to: string
  readonly events: readonly NotifyEvent[]
  /** Of what waits for people only what waits for this role; absent: for anybody. */
  readonly role?: string
  /** Absent: of every environment. */
  readonly environment?: string
  /** Which of the two languages comes first. */
  readonly first: Language
  /** Of a webhook: name of the secret with the key that signs. */
  readonly signWith?: string
  /** Of mail. */
  readonly from?: string
  readonly recipients?: readonly string[]
  /** Of GC Notify: id of the template, and the address of the API. */
  readonly template?: string
  readonly url?: string
}
