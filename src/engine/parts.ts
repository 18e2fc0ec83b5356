import type { Kysely } from 'kysely'
import type { Administrator } from '../policy/overrides.ts'
import type { Anchors } from '../ports/anchors.ts'
import type { Archives } from '../ports/archives.ts'
import type { Builder } from '../ports/builder.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { HostingService } from '../ports/hosting.ts'
import type { KeptManifests } from '../ports/kept-manifest.ts'
import type { Notifiers } from '../ports/notifier.ts'
import type { Prober } from '../ports/prober.ts'
import type { Router } from '../ports/router.ts'
import type { SignalSource } from '../ports/signal-source.ts'
import type { Source } from '../ports/source.ts'
import type { Sql } from '../ports/sql.ts'
import type { Target } from '../ports/target.ts'
import type { Translator } from '../ports/translator.ts'
import type { Vault } from '../ports/vault.ts'
import type { Schema } from '../records/schema.ts'

/** What the engine works with: ports only. `main` alone knows which adapter stands behind each. */
export type Parts = {
  readonly records: Kysely<Schema>
  readonly target: Target
  readonly router: Router
  readonly signals: SignalSource
  readonly builder: Builder
  readonly source: Source
  readonly vault: Vault
  /** Where the ledger's head is written down outside; absent: nowhere. */
  readonly anchors?: Anchors
  /** Where evidence goes of what is removed with its data. */
  readonly archives: Archives
  /** How people are told; absent: what is to be told waits. */
  readonly notifiers?: Notifiers
  readonly sql: Sql
  /** Absent: notes are written to no hosting service. */
  readonly hosting?: HostingService
  /** Absent: nothing is translated. */
  readonly translator?: Translator
  readonly prober: Prober
  /** Of this Écluse, as archives name it. */
  readonly version: string
  readonly clock: Clock
  readonly ids: Ids
  /**
   * The server's own policy, under which no application goes: its file, its text (null: it cannot be read, and nothing
   * starts) and the texts of the files that it names. Absent: none.
   */
  readonly floor?: {
    readonly file: string
    readonly text: string | null
    readonly files: Readonly<Record<string, string>>
  }
  /** Manifests that teams keep in git; absent: none is. */
  readonly kept?: KeptManifests
  /** Keys that let administrators of an application in by name; absent: nobody comes in so. */
  readonly administrators?: (application: string) => Promise<readonly Administrator[]>
  /** Told after each commit of something new to follow. */
  readonly heard: () => void
  /** A failure that nobody waits for; it is tried again. */
  readonly trouble: (where: string, error: unknown) => void
}
