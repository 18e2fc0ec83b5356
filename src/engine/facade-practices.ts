import type { Practice } from '../practices/types.ts'

/** The thirteen practices of a team in one environment, each by what shows it. */
export type PracticesView = {
  readonly application: string
  readonly environment: string
  readonly practices: readonly Practice[]
}
