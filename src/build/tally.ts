/** What a report says: tests by outcome, and the names of the first that failed. */
export type Tally = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly string[]
}

/** A report that cannot be believed; `line` from 1. */
export class ReportError extends Error {
  readonly line: number
  constructor(line: number, words: string) {
    super(words)
    this.line = line
  }
}

const namesKept = 5

/** Counts outcomes as they come. */
export class Counter {
  #passed = 0
  #failed = 0
  #skipped = 0
  readonly #failures: string[] = []

  add(outcome: 'passed' | 'failed' | 'skipped', name: string): void {
    if (outcome === 'passed') this.#passed += 1
    if (outcome === 'skipped') this.#skipped += 1
    if (outcome !== 'failed') return
    this.#failed += 1
    if (this.#failures.length < namesKept)
      this.#failures.push(name.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 200))
  }

  get tally(): Tally {
    return { passed: this.#passed, failed: this.#failed, skipped: this.#skipped, failures: this.#failures }
  }
}
