import type { Verdict } from '../kernel/verdict.ts'
import type { GateName, Plan } from './types.ts'
import type { Facts } from './view.ts'

/** What the ordered list of gates says together. `unread`: one that would have to pass was not read. */
export type Gates =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'hold' | 'closed' | 'refuse'; readonly gate: string; readonly verdict: Verdict }
  | { readonly outcome: 'unread'; readonly gate: string }

/** A window is never refused for good: it opens again. */
const read = (gate: GateName, facts: Facts): Gates => {
  const verdict = facts.gate(gate.name)
  if (verdict === undefined) return { outcome: 'unread', gate: gate.name }
  if (verdict.outcome === 'pass') return { outcome: 'pass' }
  return { outcome: gate.window ? 'closed' : verdict.outcome, gate: gate.name, verdict }
}

const order = ['refuse', 'closed', 'hold', 'unread'] as const

/** The severest answer rules; among equals, the first in the plan's order. */
export const gatesOf = (gates: readonly GateName[], facts: Facts): Gates => {
  const answers = gates.map((gate) => read(gate, facts))
  for (const outcome of order) {
    const found = answers.find((answer) => answer.outcome === outcome)
    if (found !== undefined) return found
  }
  return { outcome: 'pass' }
}

/** The gates that rule a raise: once people were moved, a plan may let a closed window be. */
export const raising = (plan: Plan, moved: boolean): readonly GateName[] =>
  plan.gates.filter((gate) => !(moved && gate.window && plan.whenClosed === 'finish'))
