import type { Instant } from '../kernel/time.ts'
import type { Cause, Outcome, Phase, Plan, State, Wait } from './types.ts'

/** What an open barrier leads to, or what a closed one waits for. */
export type Step = { readonly to: State } | { readonly waits: readonly Wait[] }

const without = ({ awaits: _, insisted: __, ...state }: State): State => state

/** Who went on in spite of a cause leads people one step further: until the next weight is under observation. */
const stillInsisted = ({ insisted }: State, phase: Phase): Pick<State, 'insisted'> =>
  insisted === true && (phase === 'moving' || phase === 'settling') ? { insisted } : {}

/** Into another phase: its time begins, and what was given to the phase before is spent. */
export const enter = (state: State, phase: Phase, now: Instant, change: Partial<State> = {}): State => ({
  ...without(state),
  ...stillInsisted(state, phase),
  phase,
  elapsed: 0,
  entered: now,
  promoted: false,
  alarmed: false,
  waits: [],
  ...change,
})

export const end = (state: State, outcome: Outcome, now: Instant, change: Partial<State> = {}): State =>
  enter(state, 'ended', now, { ...change, outcome, paused: false })

/** There is something to go back to: a previous release not written off; or nobody was moved. */
export const returnable = (plan: Plan, state: State): boolean =>
  state.weight === 0 || (plan.previous !== null && !state.forward)

/** Turns back, or stays where nothing is better, or simply ends where nothing was touched. */
export const turnBack = (plan: Plan, state: State, cause: Cause, now: Instant): State => {
  const change = { cause, paused: false }
  const untouched = state.phase === 'waiting' || state.phase === 'gating'
  // Whoever had it in hand may have moved people before it came back there.
  if (untouched && state.weight === 0) return end(state, 'withdrawn', now, change)
  if (!returnable(plan, state)) return enter(state, 'settling', now, { ...change, staying: true })
  return enter(state, 'returning', now, change)
}

/** Once people were moved there, nothing but a person's word takes them back. */
export const onlyByPerson = (plan: Plan, state: State): boolean =>
  plan.wayBack === 'person' && state.weight > 0 && returnable(plan, state)

export const personWaits: readonly Wait[] = [
  { code: 'person', command: 'rollback' },
  { code: 'person', command: 'promote' },
]

/** The weight is held where it is, whatever was on its way. */
export const awaitPerson = (state: State, cause: Cause): State => ({
  ...state,
  awaits: cause,
  promoted: false,
  alarmed: true,
  waits: personWaits,
})
