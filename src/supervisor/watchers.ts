import type { Subscriber } from '../lines/types.ts'
import type { SupervisorList } from '../ports/supervision.ts'

/** Changes within so many milliseconds are told as one. */
const together = 15

/** Who hears of every change: whole lists, at once and whenever something changed. */
export class Watchers {
  readonly #list: () => SupervisorList
  readonly #subscribers = new Set<Subscriber>()
  #isDue = false

  constructor(list: () => SupervisorList) {
    this.#list = list
  }

  add(subscriber: Subscriber): void {
    if (subscriber.gone.aborted) return
    this.#subscribers.add(subscriber)
    subscriber.gone.addEventListener('abort', () => this.#subscribers.delete(subscriber), { once: true })
    subscriber.tell(this.#list())
  }

  changed(): void {
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
