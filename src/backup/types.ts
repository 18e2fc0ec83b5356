import type { Instant } from '../kernel/time.ts'

/** First in every backup: what it is of. */
export type Label = {
  readonly format: 1
  readonly version: string
  readonly host: string
  readonly data: string
  readonly at: Instant
  /** The name of the key that secrets in the records are sealed with; absent where there is none. */
  readonly key?: string
}

/** Last in every backup: one that lacks it was cut off. `digest`: SHA-256 of all bodies before it, in order. */
export type Seal = { readonly files: number; readonly bytes: number; readonly digest: string }

export const format = 1
export const names = {
  label: 'backup.json',
  database: 'control.db',
  repositories: 'repositories',
  images: 'images',
  archives: 'archives',
  keyName: 'secrets/key-name',
  seal: 'complete.json',
} as const

/** What stands in a data folder and in no backup. */
export const leftOut = ['keep', 'secrets/key', 'logs', 'telemetry'] as const
