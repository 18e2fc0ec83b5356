import type { Job, Outcome } from '../http/exchange.ts'
import type { Destination, Served } from '../http/front.ts'
import type { ReadRequest } from '../http/request.ts'
import { requestHead } from '../http/request.ts'
import type { RunEntry } from '../runs/run-entry.ts'
import { filesOf } from '../site/file-exchange.ts'
import type { Group } from '../telemetry/group.ts'

/** The inner address of one run: components of ours ask here, so their forwarded fields are kept. */
export class Inner implements Destination {
  readonly reading = { trusted: true, personHeader: undefined }
  readonly run: RunEntry
  readonly #group: (run: RunEntry) => Group

  /** `group`: where the hops of this run are counted now. */
  constructor(run: RunEntry, group: (run: RunEntry) => Group) {
    this.run = run
    this.#group = group
  }

  place(request: ReadRequest): Job | Served {
    this.run.begin()
    const job = new InnerJob(this.run, this.#group(this.run), request)
    return this.run.files ? filesOf({ job, path: '/', site: () => this.run.site() }) : job
  }
}

class InnerJob implements Job {
  readonly request: ReadRequest
  readonly head: string
  readonly #run: RunEntry
  readonly #group: Group

  constructor(run: RunEntry, group: Group, request: ReadRequest) {
    this.#run = run
    this.#group = group
    this.request = request
    this.head = requestHead(request, '')
  }

  get balance() {
    return this.#run.balance
  }

  get timeout(): number {
    return this.#run.requestTimeout
  }

  decorate(): void {}

  answered(outcome: Outcome): void {
    this.#group.count(outcome, false, this.request)
  }

  closed(): void {
    this.#run.end()
  }
}
