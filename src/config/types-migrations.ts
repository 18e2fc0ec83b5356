import type { Ms } from '../kernel/time.ts'

/** One kind of schema changes: the command that runs them, and the folder that is read; null: taken by its word. */
export type MigrationPart = { readonly folder: string | null; readonly run: readonly string[] }

export type MigrationsConfig = {
  readonly dialect: 'postgresql' | 'sqlite'
  /** Before the new release starts. */
  readonly expand?: MigrationPart
  /** Once no release is left that it could break. */
  readonly contract?: MigrationPart
  /** Variable with the address of the database whose locks are read. */
  readonly database?: string
  readonly within: Ms
}
