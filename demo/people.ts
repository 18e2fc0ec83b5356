import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CrowdEvent, CrowdReport, KnownRelease, Order, Second } from './crowd/protocol.ts'

export type Hear = {
  readonly open?: () => void
  readonly second?: (second: Second) => void
  readonly pace?: (pace: Extract<CrowdEvent, { event: 'pace' }>) => void
}

type Gathering = Omit<Extract<Order, { do: 'start' }>, 'do'>

/** The simulated people, in a process of their own. */
export class People {
  readonly #child: ChildProcess
  readonly #hear: Hear
  readonly #waits: { done: (second: Second) => boolean; resolve: () => void }[] = []
  #reported: (report: CrowdReport) => void = () => {}
  /** Rejects when the process ends by itself. */
  readonly died: Promise<never>

  constructor(gathering: Gathering, hear: Hear = {}) {
    this.#hear = hear
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'crowd', 'main.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.died = new Promise((_, reject) => {
      this.#child.on('error', reject)
      this.#child.on('exit', (code) => reject(new Error(`the crowd ended (${code})`)))
    })
    this.died.catch(() => {})
    this.#child.stdin?.on('error', () => {})
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) =>
        this.#take(JSON.parse(line) as CrowdEvent),
      )
    }
    this.#order({ do: 'start', ...gathering })
  }

  /** Resolves with the first second, or the first answer, of which `done` is true. */
  until(done: (second: Second) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waits.push({ done, resolve })
    })
  }

  /** Everybody finishes the request under way; the acknowledged claims are written to the file, if one is named. */
  async stop(file: string | null): Promise<CrowdReport> {
    const stopped = await this.#ask({ do: 'stop' })
    const report = file === null ? stopped : await this.#ask({ do: 'report', file })
    this.#child.stdin?.end()
    return report
  }

  /** From now on the list of acknowledged claims does not grow. */
  forget(rate: number): void {
    this.#order({ do: 'rate', rate, record: false })
  }

  #ask(order: Order): Promise<CrowdReport> {
    const report = new Promise<CrowdReport>((resolve) => {
      this.#reported = resolve
    })
    this.#order(order)
    return Promise.race([report, this.died])
  }

  #order(order: Order): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
  }

  #take(event: CrowdEvent): void {
    if (event.event === 'open') this.#hear.open?.()
    if (event.event === 'pace') this.#hear.pace?.(event)
    if (event.event === 'report') this.#reported(event.report)
    if (event.event !== 'second') return
    this.#hear.second?.(event.second)
    for (const wait of this.#waits.filter(({ done }) => done(event.second))) {
      this.#waits.splice(this.#waits.indexOf(wait), 1)
      wait.resolve()
    }
  }
}

/** The share of this second's answers that a release gave, 0 to 1; 0 in a second with hardly any. */
export const shareOf = (second: Second, name: string): number => {
  const all = Object.values(second.byRelease).reduce((sum, n) => sum + n, 0)
  return all < 20 ? 0 : (second.byRelease[name] ?? 0) / all
}

export const knownTo = (releases: readonly { readonly known: KnownRelease }[]): readonly KnownRelease[] =>
  releases.map(({ known }) => known)
