import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { liveRollout } from '../records/rollouts.ts'
import { subjectOf } from './begin.ts'
import type { Bell } from './bell.ts'
import { tell } from './journal.ts'
import * as words from './messages.ts'
import type { Parts } from './parts.ts'

/** These pass by themselves, and the reading says so: a newer effect, a part that is starting again. */
const passing = new Set(['stale-generation', 'not-there', 'connection-lost'])

type Refusal = { readonly rollout: string | null; readonly text: Text }

/**
 * What a part last refused of what was issued to it, by environment and resource: an address that is taken, a disk
 * that is full. Told once, however often it is tried; forgotten when it succeeds. Not kept over a restart: the next
 * try finds it again.
 */
export type Refusals = {
  refused(environment: string, key: string, error: unknown): Promise<void>
  done(environment: string, key: string): void
  /** What holds up the live rollout, or (null) what should run between rollouts, as sentences with what to do. */
  of(environment: string, rollout: string | null): readonly Text[]
}

const problemOf = (error: unknown): Problem | null => {
  const [first] = error instanceof ProblemError ? error.problems : []
  return first === undefined || passing.has(first.code) ? null : first
}

export const refusalsOf = (parts: Parts, bell: Bell): Refusals => {
  const known = new Map<string, Map<string, Refusal>>()
  const ofEnvironment = (environment: string) => {
    const found = known.get(environment) ?? new Map<string, Refusal>()
    known.set(environment, found)
    return found
  }
  return {
    refused: async (environment, key, error) => {
      const problem = problemOf(error)
      if (problem === null) return
      const live = await liveRollout(parts.records, environment)
      const all = ofEnvironment(environment)
      const refusal: Refusal = { rollout: live?.id ?? null, text: words.hindered(problem) }
      const before = all.get(key)
      if (before?.rollout === refusal.rollout && before.text.en === refusal.text.en) return
      all.set(key, refusal)
      const [application = '', name = ''] = environment.split('/')
      await tell(parts.records, {
        at: parts.clock.now(),
        subject: live === null ? { application, environment: name } : subjectOf(live),
        kind: 'hindered',
        text: refusal.text,
        level: 'alarm',
      })
      bell.ring()
    },
    done: (environment, key) => {
      known.get(environment)?.delete(key)
    },
    of: (environment, rollout) =>
      [...(known.get(environment)?.values() ?? [])]
        .filter((one) => one.rollout === rollout)
        .map(({ text }) => text),
  }
}
