import { mayNot, notTheirs } from '../identity/messages.ts'
import { askedFor, may, sees } from '../identity/rights.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Caller } from './door.ts'
import { narrowings } from './narrow.ts'

type Named = { readonly application?: unknown }

const nameOf = (part: unknown): string | null => {
  const { application } = (part ?? {}) as Named
  return typeof application === 'string' ? application : null
}

/**
 * The one place where rights are enforced: refuses an action that the role does not reach, and one about an application
 * that the member was not let in for. Throws `not-allowed`.
 */
export const allow = (caller: Caller, action: string, asked: { params: unknown; query: unknown }): void => {
  const { actor, role, only } = caller
  if (!may(role, action)) throw new ProblemError(mayNot(actor.name, role, askedFor(action), action))
  if (only === null) return
  const application = nameOf(asked.params) ?? nameOf(asked.query)
  if (application !== null && !sees(only, application))
    throw new ProblemError(notTheirs(actor.name, only, application))
  if (nameOf(asked.params) === null && narrowings[action] === undefined)
    throw new ProblemError(notTheirs(actor.name, only, null))
}

/** What of an answer, or of one item of a stream, the caller sees; undefined: nothing of it. */
export const narrowed = ({ actor, only }: Caller, action: string, value: unknown): unknown => {
  const narrow = narrowings[action]
  if (only === null || narrow === undefined) return value
  const left = narrow(value as never, (application) => sees(only, application))
  if (left === null) throw new ProblemError(notTheirs(actor.name, only, null))
  return left
}

/** The items of a stream that the caller sees. */
export async function* narrowedItems(
  caller: Caller,
  action: string,
  items: AsyncIterable<unknown>,
): AsyncGenerator<unknown> {
  for await (const item of items) {
    const left = narrowed(caller, action, item)
    if (left !== undefined) yield left
  }
}
