/** One at a time for each key, in the order of the calls; different keys go side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work, work)
    const done = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.#last.get(key) === done) this.#last.delete(key)
      })
    this.#last.set(key, done)
    return turn
  }
}
