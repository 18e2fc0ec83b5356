import { type Problem, ProblemError } from '../../../kernel/problem.ts'

/** What lasts is said again this often, in milliseconds. */
const repeatEvery = 3_600_000

/** What is wrong with an edge, told to its log when it begins and while it lasts, and to whoever reads. */
export class Notices {
  readonly #trouble: (where: string, error: unknown) => void
  readonly #said = new Map<string, { problems: readonly Problem[]; at: Map<string, number> }>()

  constructor(trouble: (where: string, error: unknown) => void) {
    this.#trouble = trouble
  }

  of(environment: string): readonly Problem[] {
    return this.#said.get(environment)?.problems ?? []
  }

  /** All that is wrong there now. */
  say(environment: string, problems: readonly Problem[]): void {
    const before = this.#said.get(environment)?.at
    const now = performance.now()
    const at = new Map<string, number>()
    for (const problem of problems) {
      const key = problem.message.en
      const last = before?.get(key)
      const due = last === undefined || now - last >= repeatEvery
      if (due) this.#trouble(`certificates of ${environment}`, new ProblemError(problem))
      at.set(key, due ? now : last)
    }
    this.#said.set(environment, { problems, at })
  }
}
