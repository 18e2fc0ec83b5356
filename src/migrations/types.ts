import type { Digest } from '../kernel/canonical.ts'
import type { Place } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

export type Dialect = 'postgresql' | 'sqlite'

/**
 * What a change does to the release before it, which goes on running: `expands`: everything that this release asks of
 * the database still succeeds. `breaks`: something may not. `unknown`: nobody can tell from the text.
 */
export type Class = 'expands' | 'breaks' | 'unknown'

/** A tree as a parser gives it: foreign JSON. */
export type Tree = { readonly [key: string]: unknown }

/** One statement of a text: `from` and `to` are positions in it, in UTF-16 units. */
export type Statement = {
  readonly from: number
  readonly to: number
  /** Null: the parser does not understand it, and says why. */
  readonly tree: Tree | null
  readonly fault?: string
}

/** What one statement, or one file that is no SQL, does; and why. */
export type Finding = {
  readonly class: Class
  readonly why: Text
  readonly place: Place
  /** The statement's beginning, in one line. */
  readonly says: string
  /** An unknown one that the team declared to expand, with their reason. */
  readonly declared?: string
}

/** One file as it is judged. `statements` null: it is code, not SQL. */
export type MigrationFile = {
  readonly name: string
  readonly text: string
  readonly statements: readonly Statement[] | null
}

/** Before the new release starts, or once the old one is gone for good. */
export type MigrationPhase = 'expand' | 'contract'

/** A file of a release's migrations, as the manifest names it. `name`: below the folder, with slashes. */
export type Carried = { readonly name: string; readonly digest: Digest }

/** What ran in an environment, once. */
export type Ran = Carried & { readonly release: number; readonly at: number }
