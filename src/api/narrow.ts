import type { CandidateView, StatusView } from '../engine/facade.ts'
import type { MineView } from '../engine/facade-policy.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Happening } from '../records/types.ts'

type Sees = (application: string) => boolean
type Narrowing = (value: never, sees: Sees) => unknown

const narrowing = <T>(narrow: (value: T, sees: Sees) => unknown): Narrowing => narrow as unknown as Narrowing
const whole = narrowing((value: unknown) => value)

/**
 * Routes that are about no one application, and what a member of some sees of their answers: `null` refuses, `undefined`
 * leaves an item of a stream out. A route that stands neither here nor under an application is refused to such members.
 */
export const narrowings: Readonly<Record<string, Narrowing>> = {
  status: narrowing(({ applications }: StatusView, sees) => ({
    applications: applications.filter(({ application }) => sees(application)),
  })),
  candidate: narrowing((view: CandidateView, sees) => (sees(view.application) ? view : null)),
  events: narrowing((happening: Happening, sees) => (sees(happening.application) ? happening : undefined)),
  ledger: narrowing(({ entries }: { entries: readonly Entry[] }, sees) => ({
    entries: entries.filter(({ subject }) => subject.application !== undefined && sees(subject.application)),
  })),
  mine: narrowing(({ items }: MineView, sees) => ({
    items: items.filter(({ application }) => sees(application)),
  })),
  'verify-ledger': whole,
  version: whole,
  whoami: whole,
}
