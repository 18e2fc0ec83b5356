import type { WrittenTrain } from './schema-train.ts'
import type { Boards, TrainConfig } from './types-train.ts'

const boardsOf = (said: WrittenTrain['boards']): Boards => {
  if (said === undefined || said === 'all') return 'all'
  if (said.label !== undefined) return { label: said.label }
  return said.branch === undefined ? 'all' : { branch: said.branch }
}

/** A train with every default filled in; nothing where there is none. */
export const trainFrom = (said: WrittenTrain | undefined): { readonly train?: TrainConfig } => {
  if (said === undefined) return {}
  const { departs, conductor, boards } = said
  return {
    train: {
      departs: Array.isArray(departs) ? departs : [departs],
      cutOff: said['cut-off'] ?? 20 * 60_000,
      conductor: conductor ?? null,
      boards: boardsOf(boards),
    },
  }
}
