import type { ServerResponse } from 'node:http'
import type { Deadlines, Timed } from './deadlines.ts'

/** A client that neither sends nor takes anything for so long is gone. */
export const clientPatience = 60_000

/** The end of an answer on its way to a client that may never take it. */
export class Leaving implements Timed {
  readonly #res: ServerResponse
  readonly #deadlines: Deadlines
  readonly #until: number

  constructor(res: ServerResponse, deadlines: Deadlines) {
    this.#res = res
    this.#deadlines = deadlines
    this.#until = performance.now() + clientPatience
  }

  check(now: number): void {
    if (!this.#res.writableFinished && !this.#res.destroyed && now < this.#until) return
    if (!this.#res.writableFinished) this.#res.destroy()
    this.#deadlines.remove(this)
  }
}
