import { randomBytes } from 'node:crypto'
import type { Subscriber } from '../lines/types.ts'
import type { SupervisorList } from '../ports/supervision.ts'

/** Changes within so many milliseconds are told as one. */
const together = 15

/** Who hears of every change: whole lists, at once and whenever something changed. */
export class Watchers {
  readonly #list: () => SupervisorList
  readonly #subscribers = new Set<Subscriber>()
  readonly #life = randomBytes(6).toString('hex')
  #changes = 0
  #isDue = false

  constructor(list: () => SupervisorList) {
    this.#list = list
  }

  /** Another one after each change, and in each life of this process. */
  get mark(): string {
    return `${this.#life}.${this.#changes}`
  }

  add(subscriber: Subscriber): void {
    if (subscriber.gone.aborted) return
    this.#subscribers.add(subscriber)
    subscriber.gone.addEventListener('abort', () => this.#subscribers.delete(subscriber), { once: true })
    subscriber.tell(this.#list())
  }

  changed(): void {
    this.#changes += 1
    if (this.#subscribers.size === 0) return
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      const list = this.#list()
      for (const subscriber of this.#subscribers) subscriber.tell(list)
    }, together)
  }
}
