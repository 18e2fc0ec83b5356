import { type FSWatcher, watch } from 'node:fs'

/** The system tells of writes; this is for what it does not tell, such as a folder that is made later. */
const lookAgain = 1_000

/** Tells when something in one of several folders may have changed, also what changed while nobody waited. */
export class Changes {
  readonly #folders: readonly string[]
  readonly #signal: AbortSignal
  readonly #watchers = new Map<string, FSWatcher>()
  #changed = false
  #wake: () => void = () => {}

  constructor(folders: readonly string[], signal: AbortSignal) {
    this.#folders = [...new Set(folders)]
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
    for (const watcher of this.#watchers.values()) watcher.close()
  }

  readonly #tell = () => {
    this.#changed = true
    this.#wake()
  }

  #watch(): void {
    for (const folder of this.#folders) {
      if (this.#watchers.has(folder)) continue
      try {
        const watcher = watch(folder, this.#tell)
        this.#watchers.set(folder, watcher)
        watcher.on('error', () => {
          watcher.close()
          this.#watchers.delete(folder)
        })
      } catch {
        // It is not there yet: the next look tries again.
      }
    }
  }
}
