import type { Maintenance, Split } from '../../../ports/router.ts'
import type { Job, Outcome } from '../http/exchange.ts'
import type { Answer, Destination, Served } from '../http/front.ts'
import { ownWords } from '../http/own-words.ts'
import type { Reading, ReadRequest } from '../http/request.ts'
import { filesOf } from '../site/file-exchange.ts'
import { Erring, Seen } from '../telemetry/clients.ts'
import type { Pulse } from '../telemetry/recorder.ts'
import { closedFor } from './closed.ts'
import { type Compiled, routeOf } from './compiled.ts'
import { EdgeJob } from './edge-job.ts'
import { hostName } from './hosts.ts'
import { Rules } from './rules.ts'

const noSide = { status: 503, body: ownWords.noRelease }
const noRoute = { status: 404, body: ownWords.noRoute }

const noRules = new Rules(undefined)
const tooLong = { status: 413, body: ownWords.bodyTooLong, close: true }
const headTooLong = { status: 431, body: ownWords.headTooLong, close: true }

const answeredHere = (status: number): Outcome => ({ result: 'answered', status, took: 0 })

const overLimits = (request: ReadRequest, { limits }: Rules): Answer | undefined => {
  if (limits.body !== null && (request.length ?? 0) > limits.body) return tooLong
  const head = request.fields.length + request.target.length + request.host.length
  return head > limits.head ? headTooLong : undefined
}

/** The public side of one environment: one split for all its components. */
export class Edge implements Destination {
  readonly erring = new Erring()
  readonly #seen = new Seen()
  #compiled: Compiled | undefined
  #closed: Answer | undefined
  reading: Reading = { trusted: false, personHeader: undefined }

  get split(): Split | undefined {
    return this.#compiled?.split
  }

  get rules(): Rules {
    return this.#compiled?.rules ?? noRules
  }

  get pulse(): Pulse | undefined {
    const { split } = this
    return split && { environment: split.environment, generation: split.generation, weight: split.weight }
  }

  /** From the next request on; requests under way and open streams go on. */
  maintain({ on, page }: Maintenance): void {
    this.#closed = on ? closedFor(page) : undefined
  }

  /** From the next request on, this split is served. */
  serve(compiled: Compiled | undefined): void {
    if (compiled?.split.generation !== this.split?.generation) this.#seen.clear()
    // What a client met in an earlier rollout says nothing of this one's releases: on both sides it counts anew.
    if (compiled?.split.salt !== this.split?.salt) this.erring.clear()
    this.#compiled = compiled
    this.reading = { trusted: false, personHeader: compiled?.placing.personHeader }
  }

  place(request: ReadRequest, address: string, direct: boolean): Job | Answer | Served {
    const compiled = this.#compiled
    if (compiled === undefined) return noSide
    const { rules, placing } = compiled
    const client = rules.clientOf(request, address)
    const secure = rules.isSecure(request, address, direct)
    const refused = overLimits(request, rules)
    if (refused !== undefined) {
      compiled.log?.({ request, client, secure, outcome: answeredHere(refused.status) })
      return refused
    }
    const placed = placing.place(request, client)
    // Whoever may force a version may look at what is closed to everybody else. No revision answered: none is counted.
    if (this.#closed !== undefined && !placed.forced) {
      compiled.log?.({ request, client, secure, outcome: answeredHere(503) })
      return this.#closed
    }
    const routes = compiled.sides[placed.side]
    const route = routeOf(routes, request.target, () => hostName(request.host))
    if (route === undefined) {
      const answer = routes.length > 0 ? noRoute : noSide
      compiled.log?.({ request, client, secure, placed, outcome: answeredHere(answer.status) })
      if (routes.length > 0) return noRoute
      compiled.nobody.count({ result: 'broken', status: 503, took: 0 }, false, request)
      return noSide
    }
    if (placed.known && this.#seen.first(placed.client)) route.people.countNewClient()
    route.run.begin()
    const job = new EdgeJob({ compiled, erring: this.erring }, route, placed, request, { client, secure })
    return route.files ? filesOf({ job, path: route.path, site: () => route.run.site() }) : job
  }
}
