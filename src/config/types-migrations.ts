import type { Ms } from '../kernel/time.ts'

/** What prints the SQL between two versions. `secrets`: those of the component that it is given. */
export type PrintedSql = { readonly run: readonly string[]; readonly secrets: readonly string[] }

/**
 * One kind of schema changes: the command that runs them, and what is read of them: files of a folder, or what a command
 * prints. Neither: taken by its word.
 */
export type MigrationPart = {
  readonly folder: string | null
  readonly run: readonly string[]
  readonly sql?: PrintedSql
}

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
