import type { TelemetryRow } from '../../../ports/signal-source.ts'
import type { Outcome } from '../http/exchange.ts'
import { type Asked, Faults } from './faults.ts'
import { Histogram } from './histogram.ts'

/** What a row says besides its counts. */
export type Subject = Pick<
  TelemetryRow,
  'environment' | 'generation' | 'weight' | 'kind' | 'side' | 'release' | 'component' | 'revision' | 'route'
>
/** A row before it is written: it gets its sequence then. */
export type Unwritten = Omit<TelemetryRow, 'seq'>

const nothing = { requests: 0, errors: 0, repeats: 0, timeouts: 0, broken: 0, cut: 0, newClients: 0 }
const noStatuses = { s1: 0, s2: 0, s3: 0, s4: 0, s5: 0 }

export const isError = (outcome: Outcome): boolean =>
  outcome.result === 'timeout' || outcome.result === 'broken' || outcome.status >= 500

/** Counts of one subject in the second under way. */
export class Group {
  readonly subject: Subject
  readonly #touched: (group: Group) => void
  readonly #latency = new Histogram()
  readonly #faults = new Faults()
  #counts = { ...nothing }
  #statuses = { ...noStatuses }
  #dirty = false

  constructor(subject: Subject, touched: (group: Group) => void) {
    this.subject = subject
    this.#touched = touched
  }

  /** One request that ended; `asked` is looked at where it is an error. A client that left before the answer's head was answered nothing: only `cut` says so. */
  count(outcome: Outcome, repeat: boolean, asked?: Asked): void {
    this.#touch()
    const counts = this.#counts
    if (outcome.result === 'cut') counts.cut += 1
    if (outcome.result === 'cut' && outcome.status === 0) return
    counts.requests += 1
    if (isError(outcome)) {
      counts.errors += 1
      if (asked !== undefined) this.#faults.add(outcome, asked)
    }
    if (repeat) counts.repeats += 1
    if (outcome.result === 'timeout') counts.timeouts += 1
    if (outcome.result === 'broken') counts.broken += 1
    this.#countStatus(outcome.status)
    this.#latency.add(outcome.took)
  }

  countNewClient(): void {
    this.#touch()
    this.#counts.newClients += 1
  }

  /** The row of the second that is over; everything is zero again. */
  take(second: number): Unwritten {
    const faults = this.#faults.take()
    const row = {
      ...this.subject,
      second,
      ...this.#counts,
      statuses: this.#statuses,
      latency: this.#latency.take(),
      ...(faults.length === 0 ? {} : { faults }),
    }
    this.#counts = { ...nothing }
    this.#statuses = { ...noStatuses }
    this.#dirty = false
    return row
  }

  #countStatus(status: number): void {
    const statuses = this.#statuses
    if (status >= 500) statuses.s5 += 1
    else if (status >= 400) statuses.s4 += 1
    else if (status >= 300) statuses.s3 += 1
    else if (status >= 200) statuses.s2 += 1
    else statuses.s1 += 1
  }

  #touch(): void {
    if (this.#dirty) return
    this.#dirty = true
    this.#touched(this)
  }
}

/** The zeros of an environment that is watched and idle. */
export const heartbeat = (
  environment: string,
  generation: number,
  weight: number,
  second: number,
): Unwritten => ({
  environment,
  generation,
  weight,
  kind: 'heartbeat',
  side: null,
  release: null,
  component: null,
  revision: null,
  route: null,
  second,
  ...nothing,
  statuses: noStatuses,
  latency: [],
})
