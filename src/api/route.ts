import type { z } from 'zod'
import type { Engine } from '../engine/facade.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Members } from '../ports/members.ts'
import type { Caller } from './door.ts'

export type { Caller } from './door.ts'

/** What the API serves: the engine, and what it says of itself. */
export type Served = {
  readonly engine: Engine
  readonly about: About
  /** The whole data folder as a tar archive. */
  readonly backup?: (actor: Actor) => AsyncIterable<Uint8Array>
  readonly members: Members
}

/** The control plane of itself. `data`: the root of its data folder. */
export type About = {
  readonly version: string
  readonly node: string
  readonly pid: number
  readonly data: string
  readonly startedAt: number
}

/** One request, read and checked. `signal` aborts when the client is gone or the control plane ends. */
export type Asked<P, Q, B> = {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly actor: Actor
  /** The same with what it may. */
  readonly caller: Caller
  readonly signal: AbortSignal
  /** `Last-Event-ID`, where it is a number. */
  readonly lastEvent: number | null
}

export type Answered = 'json' | 'lines' | 'events' | 'bytes'

/** A route is data: the server, the checks and the OpenAPI document are made of it. */
export type Route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly method: 'GET' | 'POST'
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly params: P
  readonly query: Q
  /** `pack`: a line of JSON (the offer), a newline, then the bytes of a git pack, streamed. */
  readonly body: B | 'pack' | null
  readonly answers: Answered
  /** Of the whole answer, of one line, or of one event's data. */
  readonly schema: z.ZodType
  readonly handle: (
    served: Served,
    asked: Asked<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<unknown> | AsyncIterable<unknown>
}

export type AnyRoute = Omit<Route<z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  readonly handle: (
    served: Served,
    asked: Asked<unknown, unknown, unknown>,
  ) => Promise<unknown> | AsyncIterable<unknown>
}

/** Checks a route's types, then forgets them: what is asked was read by its own schemas. */
export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  one: Route<P, Q, B>,
): AnyRoute => one as unknown as AnyRoute
