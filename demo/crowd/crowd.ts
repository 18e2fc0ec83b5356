import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from './connection.ts'
import { Observations } from './observations.ts'
import { nextPace, type Pace, startPace } from './pace.ts'
import { Person, type World } from './person.ts'
import type { CrowdEvent, CrowdReport, Order } from './protocol.ts'
import { randomFrom } from './random.ts'

/** A visit is three requests (form, claim, receipt) with two pauses. */
const REQUESTS_A_VISIT = 3
const PAUSES_A_VISIT = 2
/** Seconds after the first answer in which people still arrive, and the pace is not judged. */
const ARRIVING = 6

type Start = Extract<Order, { do: 'start' }>

/** The simulated people, and what they saw. */
export class Crowd {
  readonly #start: Start
  readonly #tell: (event: CrowdEvent) => void
  readonly #observations: Observations
  readonly #random: () => number
  #pace: Pace
  #stopped = false
  /** Ends every wait under way. */
  readonly #waits = new Set<() => void>()
  #lives: Promise<void>[] = []
  #ticker: NodeJS.Timeout | undefined
  #keepClaims = true

  constructor(start: Start, tell: (event: CrowdEvent) => void) {
    this.#start = start
    this.#tell = tell
    this.#observations = new Observations(start.releases)
    this.#random = randomFrom(start.seed)
    this.#pace = startPace(start.rate)
  }

  /** Waits for the first page of the application, then lets people in. Resolves when they are there. */
  async open(): Promise<void> {
    const { host, port } = this.#start
    while (!this.#stopped) {
      const connection = new Connection(host, port)
      const outcome = await connection.send(
        `GET / HTTP/1.1\r\nhost: ${host}:${port}\r\nconnection: close\r\n\r\n`,
      )
      connection.close()
      if (typeof outcome !== 'string' && outcome.status === 200) break
      await pause(50)
    }
    if (this.#stopped) return
    this.#tell({ event: 'open', at: Date.now() })
    const world: World = {
      host,
      port,
      random: this.#random,
      think: () => this.#think(),
      saw: (seen) => this.#observations.record(seen, this.#keepClaims),
    }
    this.#lives = Array.from({ length: this.#start.people }, (_, id) => this.#arrive(new Person(id, world)))
    this.#tick()
  }

  setRate(rate: number, record: boolean): void {
    this.#pace = { ...startPace(rate), lowest: this.#pace.lowest }
    this.#keepClaims = record
  }

  /** People finish the request under way and go. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const end of this.#waits) end()
    await Promise.all(this.#lives)
    clearInterval(this.#ticker)
  }

  report(): CrowdReport {
    return this.#observations.report(this.#pace.lowest)
  }

  /** One line per acknowledged claim: its id, a space, the name in it. */
  acknowledged(): string {
    return this.#observations.acknowledged.map(({ id, name }) => `${id} ${name}\n`).join('')
  }

  async #arrive(person: Person): Promise<void> {
    if (await this.#wait(this.#random() * this.#meanPause() * 2)) await person.live()
  }

  #meanPause(): number {
    return ((this.#start.people / this.#pace.rate) * 1_000 * REQUESTS_A_VISIT) / PAUSES_A_VISIT
  }

  #think(): Promise<boolean> {
    return this.#wait(this.#meanPause() * (0.5 + this.#random()))
  }

  /** False when people are to stop. Rounded, so that many waits share a timer. */
  #wait(ms: number): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false)
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#waits.delete(end)
        resolve(!this.#stopped)
      }
      const timer = setTimeout(end, Math.max(1, Math.round(ms / 10) * 10))
      this.#waits.add(end)
    })
  }

  #tick(): void {
    let seconds = 0
    this.#ticker = setInterval(() => {
      const second = this.#observations.second(Date.now())
      this.#tell({ event: 'second', second })
      seconds += 1
      if (seconds <= ARRIVING || this.#stopped) return
      const next = nextPace(this.#pace, second)
      const changed = next.rate !== this.#pace.rate
      this.#pace = next
      if (changed) this.#tell({ event: 'pace', rate: next.rate, p99: second.p99, reached: second.requests })
    }, 1_000)
  }
}
