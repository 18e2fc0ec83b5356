import type { Split } from '../../../ports/router.ts'
import type { Placed } from '../cohort/placing.ts'
import type { Job, Outcome } from '../http/exchange.ts'
import type { Answer, Destination } from '../http/front.ts'
import type { ResponseHead } from '../http/head.ts'
import type { Reading, ReadRequest } from '../http/request.ts'
import { forwardedFields, requestHead } from '../http/request.ts'
import { Erring, Seen } from '../telemetry/clients.ts'
import { isError } from '../telemetry/group.ts'
import type { Pulse } from '../telemetry/recorder.ts'
import { type Compiled, type Route, routeOf } from './compiled.ts'
import { hostName } from './hosts.ts'

const noSide = { status: 503, body: '503 no release is served here\n' }
const noRoute = { status: 404, body: '404 no component answers this path\n' }

/** The public side of one environment: one split for all its components. */
export class Edge implements Destination {
  readonly erring = new Erring()
  readonly #seen = new Seen()
  #compiled: Compiled | undefined
  reading: Reading = { trusted: false, personHeader: undefined }

  get split(): Split | undefined {
    return this.#compiled?.split
  }

  get pulse(): Pulse | undefined {
    const { split } = this
    return split && { environment: split.environment, generation: split.generation, weight: split.weight }
  }

  /** From the next request on, this split is served. */
  serve(compiled: Compiled | undefined): void {
    if (compiled?.split.generation !== this.split?.generation) this.#seen.clear()
    // What a client met in an earlier rollout says nothing of this one's releases: on both sides it counts anew.
    if (compiled?.split.salt !== this.split?.salt) this.erring.clear()
    this.#compiled = compiled
    this.reading = { trusted: false, personHeader: compiled?.placing.personHeader }
  }

  place(request: ReadRequest, address: string, secure: boolean): Job | Answer {
    const compiled = this.#compiled
    if (compiled === undefined) return noSide
    const placed = compiled.placing.place(request, address)
    const routes = compiled.sides[placed.side]
    const route = routeOf(routes, request.target, () => hostName(request.host))
    if (route === undefined) {
      if (routes.length > 0) return noRoute
      compiled.nobody.count({ result: 'broken', status: 503, took: 0 }, false, request)
      return noSide
    }
    if (placed.known && this.#seen.first(placed.client)) route.people.countNewClient()
    route.run.begin()
    return new EdgeJob(this, compiled.split, route, placed, request, { address, secure })
  }
}

/** Who asks, and how. */
type From = { readonly address: string; readonly secure: boolean }

class EdgeJob implements Job {
  readonly request: ReadRequest
  readonly head: string
  readonly timeout: number
  readonly #edge: Edge
  readonly #route: Route
  readonly #placed: Placed

  constructor(edge: Edge, split: Split, route: Route, placed: Placed, request: ReadRequest, from: From) {
    this.#edge = edge
    this.#route = route
    this.#placed = placed
    this.request = request
    this.head = requestHead(
      request,
      forwardedFields(from.address, request.host, from.secure ? 'https' : 'http'),
    )
    this.timeout = split.requestTimeout
  }

  get balance() {
    return this.#route.run.balance
  }

  decorate(head: ResponseHead): void {
    const { cookie } = this.#placed
    if (cookie !== undefined && !head.shareable) head.headers.push('Set-Cookie', cookie)
  }

  answered(outcome: Outcome): void {
    const { forced, client } = this.#placed
    if (forced) return void this.#route.forced.count(outcome, false, this.request)
    const repeat = isError(outcome) && this.#edge.erring.repeats(client, performance.now())
    this.#route.people.count(outcome, repeat, this.request)
  }

  closed(): void {
    this.#route.run.end()
  }
}
