import { type FSWatcher, watch } from 'node:fs'

/** The system tells of writes; this is for what it does not tell, such as a folder that is made later. */
const lookAgain = 1_000

/** Tells when something in a folder may have changed, also what changed while nobody waited. */
export class Changes {
  readonly #folder: string
  readonly #signal: AbortSignal
  #watcher: FSWatcher | null = null
  #changed = false
  #wake: () => void = () => {}

  constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder
    this.#signal = signal
    signal.addEventListener('abort', this.#tell)
    this.#watch()
  }

  /** Resolves at the next change, after a while, or when the signal aborts. */
  async next(): Promise<void> {
    this.#watch()
    if (!this.#changed && !this.#signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      const timer = setTimeout(resolve, lookAgain)
      await promise
      clearTimeout(timer)
    }
    this.#changed = false
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#tell)
    this.#watcher?.close()
  }

  readonly #tell = () => {
    this.#changed = true
    this.#wake()
  }

  #watch(): void {
    if (this.#watcher !== null) return
    try {
      this.#watcher = watch(this.#folder, this.#tell)
      this.#watcher.on('error', () => {
        this.#watcher?.close()
        this.#watcher = null
      })
    } catch {
      // It is not there yet: the next look tries again.
    }
  }
}
