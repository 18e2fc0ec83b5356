import type { NotifyKind } from '../config/types-notify.ts'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Letter, Notice } from '../notices/types.ts'

/** Where a letter goes: what the file says of the receiver, with its secrets opened. Nothing of it may be kept. */
export type Address = {
  /** The value of `to`: a URL, or GC Notify's key. */
  readonly to: string
  /** The value of `sign-with`; null: not of a webhook. */
  readonly key: string | null
  readonly from: string | null
  readonly recipients: readonly string[]
  readonly template: string | null
  readonly url: string | null
}

export type Delivered =
  /** The receiver took it; `note`: it took a part alone, and will not be asked for the rest. */
  | { readonly kind: 'taken'; readonly note?: Text }
  /** Nobody took it, or nobody knows: it comes again, `after` at the earliest. */
  | { readonly kind: 'later'; readonly why: Text; readonly after: Ms | null }
  /** The receiver is there and does not want this message: others may pass it. */
  | { readonly kind: 'refused'; readonly why: Text }

/**
 * One way of telling people. `send` never throws, ends within the signal, and no text that it gives holds a part of
 * the address. `again`: it was sent before, and nobody knows whether it arrived: whoever can, asks first.
 */
export interface Notifier {
  readonly kind: NotifyKind
  /** One message for each recipient; otherwise one for all. */
  readonly one: boolean
  send(
    address: Address,
    message: { readonly notice: Notice; readonly letter: Letter; readonly again: boolean },
    signal: AbortSignal,
  ): Promise<Delivered>
}

export type Notifiers = Readonly<Record<NotifyKind, Notifier>>
