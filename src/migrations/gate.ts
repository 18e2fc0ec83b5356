import { pass, type Reason, refuse, type Verdict } from '../kernel/verdict.ts'
import * as words from './gate-messages.ts'

/** What the gate of schema changes is asked. */
export type Question = {
  /** Whether a release runs there that they could break. */
  readonly running: boolean
  /** Files that are still to run. */
  readonly pending: number
  /** Why they cannot run after what ran. */
  readonly faults: readonly Reason[]
  /** What is not known yet: it will be. */
  readonly asked: readonly Reason[]
  /** What breaks the running release, or may. */
  readonly risks: readonly Reason[]
  /** What is allowed, and worth saying. */
  readonly asides: readonly Reason[]
  /** The person who accepted that nothing takes it back by itself then. */
  readonly accepted: { readonly by: string; readonly why: string } | null
}

/** A first release breaks nobody. What a person accepted passes, and stands there. */
export const migrationsVerdict = (question: Question): Verdict => {
  const { running, pending, faults, asked, risks, asides, accepted } = question
  if (faults.length > 0) return refuse(...faults)
  if (asked.length > 0) return { outcome: 'hold', reasons: asked }
  if (pending === 0) return pass({ code: 'no-migrations', text: words.noMigrations }, ...asides)
  if (!running) return pass({ code: 'migrations-first', text: words.migrationsFirst(pending) }, ...asides)
  if (risks.length === 0)
    return pass({ code: 'migrations-expand', text: words.migrationsExpand(pending) }, ...asides)
  if (accepted === null) return { outcome: 'hold', reasons: [...risks, ...asides] }
  const { by, why } = accepted
  const reason = { code: 'no-way-back', text: words.noWayBack(by, why), values: { by, why } }
  return pass(reason, ...risks, ...asides)
}
