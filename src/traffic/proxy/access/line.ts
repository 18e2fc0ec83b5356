import type { Split } from '../../../ports/router.ts'
import type { Placed } from '../cohort/placing.ts'
import type { Outcome } from '../http/exchange.ts'
import type { ReadRequest } from '../http/request.ts'

/** One request that ended, at the edge. */
export type Access = {
  readonly request: ReadRequest
  readonly client: string
  readonly secure: boolean
  readonly outcome: Outcome
  /** Absent where it was answered before it was placed. */
  readonly placed?: Placed
  readonly route?: {
    readonly path: string
    readonly run: { readonly component: string; readonly revision: string }
  }
}

const longest = 1_000

const cut = (words: string): string => (words.length > longest ? `${words.slice(0, longest)}…` : words)

/** Queries carry tokens and names: never written. */
const pathOf = (target: string): string => {
  const end = target.indexOf('?')
  return cut(end < 0 ? target : target.slice(0, end))
}

/**
 * A request as one line of JSON: who, what, how it came out, and which side of the split it was on. Fields of a
 * request that carry secrets (query, cookies, authorization, bodies, whatever else it says) are not in it.
 */
export const lineOf = (split: Split, access: Access): string => {
  const { request, outcome, placed, route } = access
  const side = placed?.side
  return JSON.stringify({
    at: new Date().toISOString(),
    environment: split.environment,
    client: access.client,
    scheme: access.secure ? 'https' : 'http',
    host: cut(request.host),
    method: request.method,
    path: pathOf(request.target),
    status: outcome.status,
    ...(outcome.result === 'answered' ? {} : { result: outcome.result }),
    ms: Math.round(outcome.took * 10) / 10,
    ...(side === undefined
      ? {}
      : { release: split[side]?.release ?? null, cohort: placed?.forced === true ? `forced-${side}` : side }),
    weight: split.weight,
    ...(route === undefined
      ? {}
      : { component: route.run.component, revision: route.run.revision, route: route.path }),
    agent: cut(request.agent),
  })
}
