import { ProblemError } from '../kernel/problem.ts'
import { nothingYet } from './messages.ts'
import type { Context } from './verb.ts'

/** A command that only reads makes no data folder and starts nothing for it. Throws `nothing-yet`. */
export const needFolder = (context: Context): void => {
  if (!context.exists()) throw new ProblemError(nothingYet(context.data))
}
