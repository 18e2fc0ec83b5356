import type { Digest } from '../kernel/canonical.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Hosting } from '../notes/hosting.ts'
import type { Notes } from '../notes/types.ts'
import type { Where } from './facade.ts'

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
  /** At the hosting service; absent: they are not to stand there. */
  readonly publication?: PublicationView
}

/** How far notes are at a hosting service. */
export type PublicationView = {
  readonly state: 'waiting' | 'published' | 'given-up'
  readonly tag: string | null
  readonly address: string | null
  /** Why it is not there; null: it is, or was not tried yet. */
  readonly why: Text | null
  readonly nextAt: Instant | null
}

/** How much the notes of a rollout tell. */
export type NotesBrief = {
  readonly digest: Digest
  readonly kind: 'release' | 'taken-back'
  readonly text: Text
}

/** Notes of what waits: they are not kept yet. */
export type ProposedNotes = {
  readonly application: string
  readonly environment: string
  /** Number of the candidate. */
  readonly candidate: number
  readonly notes: Notes
  readonly hosting: Hosting | null
  readonly outside: readonly string[]
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
  /**
   * Of the candidate that waits or is under way in an environment, against what runs there, with the translations that
   * a person is to sign off. Throws `no-notes`.
   */
  proposed(where: Where): Promise<ProposedNotes>
  /** The commit of any release, however long ago, and of each of its components. Throws `unknown-release`. */
  release(
    application: string,
    release: number,
  ): Promise<{
    readonly release: number
    readonly commit: string
    readonly at: Instant
    readonly components?: Readonly<Record<string, string>>
  }>
}
