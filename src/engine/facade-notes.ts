import type { Digest } from '../kernel/canonical.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Hosting } from '../notes/hosting.ts'
import type { Notes } from '../notes/types.ts'

/** Notes as they are kept with a release. */
export type NotesView = {
  readonly application: string
  readonly environment: string
  readonly release: number
  /** The release that was left; null: none was there. */
  readonly left: number | null
  readonly kind: 'release' | 'taken-back'
  readonly rollout: string
  readonly at: Instant
  /** Of what is kept: the ledger names it. */
  readonly digest: Digest
  readonly text: Text
  readonly notes: Notes
  readonly texts: Readonly<Record<Language, string>>
  readonly hosting: Hosting | null
  readonly outside: readonly string[]
}

/** How much the notes of a rollout tell. */
export type NotesBrief = {
  readonly digest: Digest
  readonly kind: 'release' | 'taken-back'
  readonly text: Text
}

export interface NotesFacade {
  /**
   * The newest notes of a release, or of what an environment runs; made where they are not yet. `environment` null: the
   * last one that has some. Throws `unknown-release`, `no-notes`.
   */
  of(
    where: { readonly application: string; readonly environment: string | null },
    release: number | null,
  ): Promise<NotesView>
  /** The commit of any release, however long ago. Throws `unknown-release`. */
  release(
    application: string,
    release: number,
  ): Promise<{ readonly release: number; readonly commit: string; readonly at: Instant }>
}
