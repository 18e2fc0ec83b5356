import type { Digest, Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import type { Actor, Entry, Head } from '../ledger/entry.ts'

/** How archives are laid out. */
export const format = 1

/** One rollout of a release: how it went, with the plan that a replay needs. */
export type AuditedRollout = {
  readonly id: string
  readonly environment: string
  readonly kind: 'ship' | 'rollback' | 'restart'
  readonly release: number
  readonly previous: number | null
  readonly actor: Actor
  readonly why: string | null
  readonly startedAt: Instant
  readonly movedAt: Instant | null
  readonly endedAt: Instant | null
  readonly outcome: string | null
  readonly cause: Json
  readonly headline: Text | null
  readonly lines: readonly Text[]
  readonly counts: Json
  readonly plan: Json
  /** What it changed of the policy in force: loosened with old and new value, tightened. */
  readonly policy: readonly Text[]
}

/** What a person signed of a release, or an administrator said of it where nobody could sign. */
export type AuditedStatement = {
  readonly environment: string
  readonly action: string
  readonly item: string | null
  readonly note: string
  readonly actor: Actor
  readonly at: Instant
  /** Who signed, as the approvers of that time or the server called them. */
  readonly signer: string
  /** Fingerprint of the key; null: unsigned. */
  readonly key: string | null
  /** As it was signed, to the byte. */
  readonly text: string
  readonly signature: string | null
}

export type AuditedEvidence = {
  readonly kind: string
  readonly name: string
  readonly subject: string
  readonly verdict: Verdict
  readonly at: Instant
}

/** The plan of the way back, as it was written before a rollout began. */
export type AuditedPlan = {
  readonly environment: string
  readonly at: Instant
  readonly summary: Text | null
  readonly plan: Json
}

/** A time in which nothing was let start. */
export type AuditedFreeze = {
  readonly id: string
  /** The whole server, or this application alone. */
  readonly everywhere: boolean
  readonly since: Instant
  readonly until: Instant | null
  readonly why: string
  readonly except: string | null
  readonly actor: Actor
  readonly thawed: { readonly by: string; readonly at: Instant } | null
}

export type AuditedRelease = {
  readonly number: number
  readonly at: Instant
  readonly manifest: Digest
  /** The manifest itself; null where retention has taken it. */
  readonly content: Json
  readonly candidate: {
    readonly id: string
    readonly number: number
    readonly commit: string
    readonly subject: string
    readonly actor: Actor
    readonly at: Instant
    readonly labels: readonly string[]
    readonly branch: string | null
    /** Digest of the commit's own configuration, which the archive holds once. */
    readonly configuration: Digest
  }
  readonly evidence: readonly AuditedEvidence[]
  readonly statements: readonly AuditedStatement[]
  /** Approvers files that ruled its rollouts, by environment and the release that they are of. */
  readonly approvers: readonly { readonly name: string; readonly text: string }[]
  readonly rollouts: readonly AuditedRollout[]
  /** Absent: none was written. */
  readonly plans?: readonly AuditedPlan[]
}

/** An entry about another application: its place in the chain, and nothing else of it. */
export type Link = Head & { readonly previous: Digest; readonly link: true }

export type AuditedLedger = {
  /** The head that the first entry follows. */
  readonly before: Head
  readonly entries: readonly (Entry | Link)[]
  /** What entries were made of, where it is kept still. */
  readonly payloads: Readonly<Record<Digest, Json>>
}

export type Scope = { readonly release: number } | { readonly from: Instant; readonly to: Instant }

/** Everything of one archive, as data. */
export type Audited = {
  readonly application: string
  readonly scope: Scope
  readonly madeAt: Instant
  readonly madeBy: Actor
  readonly version: string
  readonly releases: readonly AuditedRelease[]
  /** Those that touched the time of the archive; of one release: that of its rollouts. Absent: none. */
  readonly freezes?: readonly AuditedFreeze[]
  readonly configurations: Readonly<Record<Digest, Json>>
  readonly ledger: AuditedLedger
}

/** `audit.json`: what the archive is of, and what every other file of it is by its digest. */
export type Index = {
  readonly format: typeof format
  readonly application: string
  readonly scope: Scope
  readonly madeAt: Instant
  readonly madeBy: Actor
  readonly version: string
  readonly releases: readonly number[]
  readonly before: Head
  readonly head: Head
  readonly files: Readonly<Record<string, Digest>>
}
