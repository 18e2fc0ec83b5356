import { fits, leastTaking } from '../calendar/fit.ts'
import type { Calendar } from '../calendar/types.ts'
import { windowAt } from '../calendar/windows.ts'
import type { TrainConfig } from '../config/types-train.ts'
import type { Ms } from '../kernel/time.ts'
import type { Policy } from '../policy/types.ts'
import { freezesOf } from '../records/freezes.ts'
import type { Environment } from '../records/types.ts'
import { underFloor } from '../train/floor.ts'
import type { Ask } from '../train/types.ts'
import { environmentConfig } from './gatekeeping.ts'
import { floorOf, policyInForce, rulingCandidate } from './policy-in-force.ts'
import { calendarWith } from './rules.ts'
import type { Works } from './works.ts'

/** The train in force in an environment, with what it asks of the calendar. */
export type Train = {
  readonly config: TrainConfig
  readonly ask: Ask
  /** From a departure to the watch, as far as the file alone tells. */
  readonly takes: Ms
  /** Whose roles count: the policy that declares it. */
  readonly policy: Policy
}

export const askOf = (calendar: Calendar): Ask => ({
  zone: calendar.zone,
  at: (at) => {
    const { verdict, reasons } = windowAt(calendar, at)
    return { verdict, reasons }
  },
  fits: (start, takes) => fits(calendar, start, takes),
})

/** The policy whose zone the timetable is of, and the other one. */
const declaring = (own: Policy, floor: Policy | null) =>
  own.train === null && floor?.train != null ? { policy: floor, other: own } : { policy: own, other: floor }

const configOf = (own: Policy, floor: Policy | null): TrainConfig | null => {
  const [mine, theirs] = [own.train, floor?.train ?? null]
  if (mine === null || theirs === null) return mine ?? theirs
  const together = underFloor(mine, theirs)
  // Times of two zones have nothing in common.
  return own.calendar?.timeZone === floor?.calendar?.timeZone ? together : { ...together, departs: [] }
}

/**
 * The train of the release that runs, or of the server's floor; of both, what both let leave. Null: none is declared, or nothing runs there yet: a
 * first release has nothing to be composed with, and goes by itself.
 */
export const trainOf = async (works: Works, row: Environment): Promise<Train | null> => {
  const { records, clock } = works.parts
  const own = await policyInForce(works, row)
  if (own === null) return null
  const { floor } = await floorOf(works, row.name)
  const { policy, other } = declaring(own, floor)
  const config = configOf(own, floor)
  if (config === null || (own.calendar ?? floor?.calendar ?? null) === null) return null
  const freezes = await freezesOf(records, row.application, clock.now())
  const name = `train ${row.key} ${row.deployed?.release} ${policy === own}`
  const asked = await calendarWith(works, policy, name, freezes, other)
  const ruling = await rulingCandidate(works, row)
  const environment = ruling === null ? undefined : environmentConfig(ruling, row.name)
  const takes = environment === undefined ? 0 : leastTaking(environment.strategy)
  return { config, ask: askOf(asked), takes, policy }
}
