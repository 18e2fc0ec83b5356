import { pass, refuse, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages-lost.ts'

/** A need whose version is not in the range that was asked for. */
export type Unmet = {
  readonly component: string
  readonly need: string
  readonly range: string
  readonly version: string
  readonly semantic: boolean
}

/** A set in which one component does not have the version of another that it asks for goes nowhere. */
export const needsVerdict = (unmet: readonly Unmet[], asked: boolean): Verdict => {
  if (unmet.length > 0)
    return refuse(
      ...unmet.map((one) => ({
        code: 'needs-unmet',
        text: words.unmet(one),
        values: { ...one },
        change: words.unmetChange(one),
      })),
    )
  return asked ? pass({ code: 'needs-met', text: words.needsMet }) : pass()
}
