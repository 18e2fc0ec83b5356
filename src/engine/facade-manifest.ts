import type { Digest } from '../kernel/canonical.ts'
import type { Place } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Outcome } from '../rollout/types.ts'
import type { ShippedView } from './facade.ts'

/** Exactly one of them. */
export type ManifestWhich = {
  readonly release?: number
  readonly candidate?: number
  readonly environment?: string
  readonly digest?: string
}

/** A manifest, and beside it what is not part of it: where it went, what it replaced there, who, when and why. */
export type ManifestView = {
  readonly application: string
  readonly digest: Digest
  readonly manifest: Manifest
  /** The newest release of this manifest; null: it never got one. */
  readonly release: number | null
  readonly candidate: {
    readonly number: number
    readonly commit: string
    readonly subject: string
    readonly actor: Actor
    readonly at: Instant
  } | null
  readonly environments: readonly {
    readonly environment: string
    readonly kind: 'ship' | 'rollback' | 'restart'
    readonly release: number
    readonly replaces: { readonly release: number; readonly digest: Digest | null } | null
    readonly actor: Actor
    /** What a person said, else the subject of the commit. */
    readonly why: string
    readonly startedAt: Instant
    readonly endedAt: Instant | null
    readonly outcome: Outcome | null
    /** It is what is fully out there now. */
    readonly out: boolean
  }[]
}

/** One component of a release that a manifest asks for. */
export type ManifestPart = {
  readonly commit: string
  readonly version: string
  /** What a manifest of ours says that it was built to: it has to be built to that again. */
  readonly image?: Digest | undefined
  readonly place?: Place | undefined
}

export type ManifestFacade = {
  /** Throws `unknown-release`, `unknown-candidate`, `nothing-deployed`, `unknown-manifest`. */
  show(application: string, which: ManifestWhich): Promise<ManifestView>
  /** Of which component and commit images are, as releases and candidates say; null: nobody says. */
  images(
    application: string,
    digests: readonly string[],
  ): Promise<
    readonly ({ readonly component: string; readonly commit: string; readonly version: string } | null)[]
  >
  /**
   * A candidate of several commits, all of them here: each component of its own, ecluse.yaml of `commit`. Throws
   * `version-backwards`, unless somebody says why.
   */
  ship(request: {
    readonly application: string
    readonly commit: string
    readonly components: Readonly<Record<string, ManifestPart>>
    readonly file: string
    /** The commit of another repository that asked for it. */
    readonly revision?: string
    readonly backwards: string | null
    readonly upTo: string | null
    readonly environment?: Readonly<Record<string, string>>
    readonly labels?: readonly string[]
    readonly actor: Actor
  }): Promise<ShippedView>
}
