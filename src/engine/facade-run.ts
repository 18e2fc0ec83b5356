import type { Text } from '../kernel/text.ts'
import type { Seat } from '../ports/target.ts'

export type RunRequest = {
  readonly component: string
  readonly argv: readonly string[]
  readonly seat: Seat | null
}
export type RunView = {
  readonly id: string
  readonly text: Text
  readonly environment: string
  readonly component: string
  readonly release: number
}
