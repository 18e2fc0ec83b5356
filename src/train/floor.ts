import type { TrainConfig } from '../config/types-train.ts'

/** Whom two trains take aboard together: whoever boards either does. */
const boardsOf = (own: TrainConfig['boards'], floor: TrainConfig['boards']): TrainConfig['boards'] =>
  JSON.stringify(own) === JSON.stringify(floor) ? own : 'all'

/**
 * A train under the server's: it leaves only when both do, boards as long before as the earlier of both cut-offs, and
 * obeys the server's conductor. Their times are of one zone.
 */
export const underFloor = (own: TrainConfig, floor: TrainConfig): TrainConfig => ({
  departs: own.departs.flatMap(({ days, at }) => {
    const both = days.filter((day) => floor.departs.some((one) => one.at === at && one.days.includes(day)))
    return both.length === 0 ? [] : [{ days: both, at }]
  }),
  cutOff: Math.max(own.cutOff, floor.cutOff),
  conductor: floor.conductor,
  boards: boardsOf(own.boards, floor.boards),
})
