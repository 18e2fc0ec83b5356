import type { Digest } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'

/** One component of one release, as it runs in one environment. */
export type Part = {
  readonly name: string
  readonly version: string | null
  readonly commit: string | null
  readonly image: Digest
  readonly revision: string
  readonly variables: Readonly<Record<string, string>>
  /** Keyed digests by variable: they tell nothing of the values. */
  readonly secrets: Readonly<Record<string, string>>
  /** Folders that outlive every release. */
  readonly keep: readonly { readonly path: string; readonly shared: boolean }[]
}

export type Side = {
  readonly release: number
  readonly manifest: Digest
  readonly commit: string
  readonly parts: readonly Part[]
}

/** A schema change that lies between two releases. */
export type Crossed = {
  readonly component: string
  readonly phase: 'expand' | 'contract'
  readonly file: string
  /** Whether the older release stands it. */
  readonly is: 'safe' | 'unsafe' | 'unknown'
  /** It ran here; otherwise it is still to run. */
  readonly ran: boolean
  /** With which release it ran, and when; absent: it did not, or that was not written down. */
  readonly since?: { readonly release: number; readonly at: Instant }
  readonly why: readonly Text[]
}

/** How long ways back took: by a rehearsal of this very manifest, or in this environment's own past. */
export type Measured = { readonly by: 'rehearsal' | 'history'; readonly median: Ms; readonly count: number }

export type Target = 'warm' | 'cold' | 'candidate'

export type Facts = {
  /** `before`: its rollout begins, and what it goes back to runs. `now`: it is out, and is to go back. */
  readonly asked: 'before' | 'now'
  /** How it would come back: it still runs, is started from its image, or goes the whole way as a candidate again. */
  readonly target: Target
  readonly application: string
  readonly environment: string
  readonly madeAt: Instant
  readonly from: Side
  /** Null: a first release. */
  readonly to: Side | null
  readonly crossed: readonly Crossed[]
  readonly measured: Measured | null
  /** Whether only a person may take it back, once people were moved. */
  readonly wayBack: 'automatic' | 'person'
  readonly strategy: 'blue-green' | 'canary'
  readonly secretsOnRollback: 'current' | 'recorded'
  /** How long the release before is kept warm, once the new one is out for everybody. */
  readonly keepPrevious: Ms
  /** When it was; null: it is not yet. */
  readonly settledAt: Instant | null
  /** How long requests that are under way may need to end on what is left. */
  readonly drain: Ms
  readonly keepReleases: number
}

export type ComponentChange = {
  readonly component: string
  /** `back`: another image or configuration. `same`: shared, and not touched. `gone`: it stops. `again`: it comes back. */
  readonly change: 'back' | 'same' | 'gone' | 'again'
  readonly from: Pick<Part, 'version' | 'commit' | 'image' | 'revision'> | null
  readonly to: Pick<Part, 'version' | 'commit' | 'image' | 'revision'> | null
}

export type NameChange = {
  readonly component: string
  readonly name: string
  /** As the way back changes it. */
  readonly change: 'added' | 'removed' | 'changed'
}

/** What goes back to what, and what does not: data, rendered by `planText` and `planHtml`. */
export type RollbackPlan = {
  readonly format: 1
  readonly application: string
  readonly environment: string
  readonly madeAt: Instant
  readonly from: Pick<Side, 'release' | 'manifest' | 'commit'>
  readonly to: Pick<Side, 'release' | 'manifest' | 'commit'> | null
  readonly components: readonly ComponentChange[]
  readonly variables: readonly NameChange[]
  readonly secrets: readonly NameChange[]
  readonly secretsOnRollback: 'current' | 'recorded'
  readonly migrations: readonly Crossed[]
  readonly kept: readonly { readonly component: string; readonly path: string }[]
  /** Not managed by this version. */
  readonly infrastructure: null
  readonly measured: Measured | null
  readonly wayBack: 'automatic' | 'person'
  readonly strategy: 'blue-green' | 'canary'
  readonly keepPrevious: Ms
  /** Until when the release before is warm; null: not known yet. */
  readonly warmUntil: Instant | null
  /** How long requests under way have to end. Absent: it was not said yet. */
  readonly drain?: Ms
  readonly keepReleases: number
  /** Absent: it still runs, or will when its rollout is over. */
  readonly target?: Exclude<Target, 'warm'>
  /** What ran since does not let it come back: `rollback` is refused. Absent: it may. */
  readonly gone?: true
  /** Components whose contraction ends the way back. */
  readonly contracts: readonly string[]
}
