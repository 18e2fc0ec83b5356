import { Group, heartbeat, type Subject, type Unwritten } from './group.ts'

/** An environment that is served: it gets a heartbeat in every second without a request of people. */
export type Pulse = { readonly environment: string; readonly generation: number; readonly weight: number }

/** A clock set back by more than this many seconds is followed; by less, seconds just go on. */
const followBack = 60

/**
 * Gathers counts by whole seconds. A second in which this process did not get to run is left out: a gap, never
 * zeros. Clocks are given, so that tests need not wait: `now` in milliseconds since the epoch.
 */
export class Recorder {
  readonly #pulses: () => readonly Pulse[]
  readonly #write: (rows: readonly Unwritten[]) => void
  #touched: Group[] = []
  #second: number
  #whole = false
  #timer: NodeJS.Timeout | undefined

  constructor(pulses: () => readonly Pulse[], write: (rows: readonly Unwritten[]) => void, now: number) {
    this.#pulses = pulses
    this.#write = write
    this.#second = Math.floor(now / 1_000)
  }

  group(subject: Subject): Group {
    return new Group(subject, (group) => this.#touched.push(group))
  }

  start(): void {
    const left = (this.#second + 1) * 1_000 - Date.now()
    this.#timer = setTimeout(
      () => {
        this.close(Date.now())
        this.start()
      },
      Math.min(1_000, Math.max(left, 0)) + 2,
    )
  }

  /** Writes what there is of the second under way, and nothing after it. */
  stop(): void {
    clearTimeout(this.#timer)
    const rows = this.#rows()
    if (rows.length > 0) this.#write(rows)
  }

  /** Closes the second under way; the next one begins at `now`. */
  close(now: number): void {
    const rows = this.#rows()
    if (this.#whole) rows.push(...this.#idle(rows))
    this.#whole = true
    if (rows.length > 0) this.#write(rows)
    const next = Math.floor(now / 1_000)
    this.#second = next > this.#second || next < this.#second - followBack ? next : this.#second + 1
  }

  #rows(): Unwritten[] {
    const rows = this.#touched.map((group) => group.take(this.#second))
    this.#touched = []
    return rows
  }

  /** Judged is the generation in force: rows of an earlier one, or of inner hops, don't speak for it. */
  #idle(rows: readonly Unwritten[]): Unwritten[] {
    return this.#pulses().flatMap(({ environment, generation, weight }) => {
      const spoken = rows.some(
        (row) => row.kind === 'people' && row.environment === environment && row.generation === generation,
      )
      return spoken ? [] : [heartbeat(environment, generation, weight, this.#second)]
    })
  }
}
