import { inOrder } from './forward.ts'
import type { Carried, Ran } from './types.ts'

/** Why a release's migrations cannot be run where others have: by the file's name. */
export type Fault =
  | { readonly kind: 'edited'; readonly name: string; readonly ran: Ran }
  | { readonly kind: 'missing'; readonly name: string; readonly ran: Ran }
  | { readonly kind: 'out-of-order'; readonly name: string; readonly ran: Ran }

export type Pending = { readonly names: readonly string[]; readonly faults: readonly Fault[] }

/**
 * What of a release's migrations is still to run, in order, after those that ran in the environment. One that ran stays
 * as it was, stays there, and none comes before it any more.
 */
export const pendingOf = (carried: readonly Carried[], ran: readonly Ran[]): Pending => {
  const mine = new Map(carried.map((one) => [one.name, one]))
  const done = new Map(ran.map((one) => [one.name, one]))
  const last = ran.toSorted((a, b) => inOrder(a.name, b.name)).at(-1)
  const faults = ran.flatMap((one): readonly Fault[] => {
    const now = mine.get(one.name)
    if (now === undefined) return [{ kind: 'missing', name: one.name, ran: one }]
    return now.digest === one.digest ? [] : [{ kind: 'edited', name: one.name, ran: one }]
  })
  const names = carried
    .map(({ name }) => name)
    .filter((name) => !done.has(name))
    .toSorted(inOrder)
  const late = names.flatMap((name): readonly Fault[] =>
    last !== undefined && inOrder(name, last.name) < 0 ? [{ kind: 'out-of-order', name, ran: last }] : [],
  )
  return { names, faults: [...faults, ...late] }
}
