import type { Ms } from '../kernel/time.ts'

/** When candidates leave together. Times are of the wall's clock of the environment's calendar. */
export type TrainConfig = {
  readonly departs: readonly Depart[]
  /** Before a departure: who boards later takes the next. */
  readonly cutOff: Ms
  /** The role that may run extra trains, cancel and delay; null: administrators alone. */
  readonly conductor: string | null
  readonly boards: Boards
}

/** On each of these days (0 is Sunday), at this minute after midnight. */
export type Depart = { readonly days: readonly number[]; readonly at: number }

/** Who boards; who does not goes by itself, through the same gates. */
export type Boards = 'all' | { readonly label: string } | { readonly branch: string }
