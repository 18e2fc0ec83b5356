import type { Placed } from '../cohort/placing.ts'
import type { Job, Outcome } from '../http/exchange.ts'
import type { Substitute } from '../http/file-answer.ts'
import type { ResponseHead } from '../http/head.ts'
import type { ReadRequest } from '../http/request.ts'
import { forwardedFields, requestHead } from '../http/request.ts'
import type { Erring } from '../telemetry/clients.ts'
import { isError } from '../telemetry/group.ts'
import type { Compiled, Route } from './compiled.ts'

/** Who asks, as the edge sees it, and how. */
export type From = { readonly client: string; readonly secure: boolean }

/** One request of somebody outside, on the side where the split placed it. */
export class EdgeJob implements Job {
  readonly request: ReadRequest
  readonly head: string
  readonly timeout: number
  readonly #compiled: Compiled
  readonly #erring: Erring
  readonly #route: Route
  readonly #placed: Placed
  readonly #from: From

  constructor(
    { compiled, erring }: { readonly compiled: Compiled; readonly erring: Erring },
    route: Route,
    placed: Placed,
    request: ReadRequest,
    from: From,
  ) {
    this.#compiled = compiled
    this.#erring = erring
    this.#route = route
    this.#placed = placed
    this.#from = from
    this.request = request
    const proto = from.secure ? 'https' : 'http'
    this.head = requestHead(request, forwardedFields(from.client, request.host, proto))
    this.timeout = compiled.split.requestTimeout
  }

  get balance() {
    return this.#route.run.balance
  }

  get maxBody(): number | null {
    return this.#compiled.rules.limits.body
  }

  get patience(): number {
    return this.#compiled.rules.limits.patience
  }

  instead(): Substitute | undefined {
    const { method, target } = this.request
    return method === 'GET' || method === 'HEAD' ? this.#compiled.asset(target) : undefined
  }

  decorate(head: ResponseHead): void {
    const { cookie } = this.#placed
    if (cookie !== undefined && !head.shareable) head.headers.push('Set-Cookie', cookie)
  }

  answered(outcome: Outcome): void {
    this.#compiled.log?.({
      request: this.request,
      ...this.#from,
      route: this.#route,
      placed: this.#placed,
      outcome,
    })
    const { forced, client } = this.#placed
    if (forced) return void this.#route.forced.count(outcome, false, this.request)
    const repeat = isError(outcome) && this.#erring.repeats(client, performance.now())
    this.#route.people.count(outcome, repeat, this.request)
  }

  closed(): void {
    this.#route.run.end()
  }
}
