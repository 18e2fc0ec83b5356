import { pass, type Reason, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages-lost.ts'

export type LostCommit = { readonly commit: string; readonly subject: string }

/** One component against what runs of it. `missing`: what it lacks; null: git does not know. */
export type Against = {
  readonly component: string
  readonly running: string
  readonly wanted: string
  readonly missing: { readonly commits: readonly LostCommit[]; readonly total: number } | null
}

/** Why what runs may be left: somebody said that it goes back, and to what. */
export type GoingBack = { readonly by: string; readonly why: Reason['text'] }

const values = ({ component, running, wanted, missing }: Against): NonNullable<Reason['values']> => ({
  component,
  running,
  wanted,
  total: missing?.total ?? null,
  commits: (missing?.commits ?? []).map(({ commit, subject }) => ({ commit, subject })),
})

/**
 * A component that lacks a commit which runs now (a hotfix, a branch that was pushed by force) holds, with the commits
 * that people would lose. So does one of which git cannot know. The same change under another id is not lost.
 */
export const lostVerdict = (
  environment: string,
  all: readonly Against[],
  back: GoingBack | null,
): Verdict => {
  const lacking = all.filter(({ missing }) => missing === null || missing.total > 0)
  if (lacking.length === 0) return pass({ code: 'contains-what-runs', text: words.containsAll(environment) })
  const reasons = lacking.map((one): Reason => {
    if (one.missing === null)
      return {
        code: 'history-unknown',
        text: words.unknown(one.component, one.running),
        values: values(one),
        change: words.fetchAll,
      }
    const { commits, total } = one.missing
    return {
      code: 'lost-commits',
      text: words.lost(environment, one.component, commits, total),
      values: values(one),
      change: words.lostChange(one.running),
    }
  })
  if (back !== null) {
    const shown = reasons.map(({ change: _, ...reason }): Reason => reason)
    return pass({ code: 'goes-back', text: back.why, values: { by: back.by } }, ...shown)
  }
  return { outcome: 'hold', reasons }
}
