import type { Problem } from '../kernel/problem.ts'

/** One line from a client: `op` and its members beside `id`, which the answer repeats. */
export type Request = { readonly id: number; readonly op: string; readonly [member: string]: unknown }

/** One line from the server. A subscription gets many with its id. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly problems: readonly Problem[] }

/** A subscription under way: tell it values until it is gone. */
export type Subscriber = { readonly tell: (value: unknown) => void; readonly gone: AbortSignal }

/** What a server does for one request: an answer, or for a subscription nothing (`undefined`) and later `tell`s. */
export type Handle = (request: Request, subscriber: Subscriber) => Promise<unknown> | unknown
