import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'

/** One rollout of the period, as far as a practice is shown by it. */
export type Rolled = {
  readonly release: number
  readonly kind: 'ship' | 'rollback' | 'restart'
  readonly strategy: 'blue-green' | 'canary'
  readonly outcome: 'done' | 'withdrawn' | 'rolled-back' | 'failed' | null
  readonly startedAt: Instant
  /** When the first people met it; null: nobody did. */
  readonly movedAt: Instant | null
  /** How long its way back took; null: there was none. */
  readonly returned: Ms | null
  /** How its watch ended; null: it had none, or has not ended. */
  readonly watch: Text | null
  /** Gates that it was let pass by a person with the right. */
  readonly overrides: readonly string[]
  /** Nothing ran there before it: there was nothing to switch from. */
  readonly first: boolean
  /** Whether it began inside the window of the calendar in force now; null: there is none. */
  readonly inside: boolean | null
}

/** What is known of a team's practices in one environment: records alone, nothing that anybody ticked. */
export type Facts = {
  readonly environment: string
  readonly now: Instant
  /** How far back rollouts are looked at. */
  readonly period: Ms
  /** Newest first. */
  readonly rollouts: readonly Rolled[]
  /** What is fully out; null: nothing. */
  readonly current: {
    readonly release: number
    readonly manifest: string
    readonly components: number
    /** Of these, how many are an image by digest. */
    readonly images: number
    /** Tests that ran on its commit. */
    readonly tests: readonly { readonly name: string; readonly passed: boolean }[]
    /** Whether its notes are kept, and in how many changes a language is missing; null: they are not. */
    readonly notes: { readonly en: number; readonly fr: number } | null
    /** Of its manifest, in an environment before this one; null: none. */
    readonly rehearsal: { readonly environment: string; readonly passed: boolean; readonly text: Text } | null
    /** Answers to its checklist that are kept: signed, or by a command. */
    readonly answers: number
    /** What became of the checklist in force when it came; null: there was none. */
    readonly checklist: 'passed' | 'overridden' | null
    /** The plan of its way back, as it was written before it began; null: none was. */
    readonly plan: Text | null
  } | null
  /** Of the policy in force. */
  readonly policy: {
    readonly checklist: boolean
    /** People who may sign. */
    readonly approvers: boolean
    readonly train: boolean
    readonly calendar: { readonly timeZone: string } | null
    readonly rehearsal: boolean
  } | null
  /** Of the file of the release that runs. */
  readonly file: {
    /** The environment before this one; null: none. */
    readonly earlier: string | null
    /** Every environment with its strategy. */
    readonly strategies: Readonly<Record<string, Rolled['strategy']>>
    /** This one's watch; 0: none. */
    readonly watch: Ms
    /** A command of the team's translates notes. */
    readonly translates: boolean
    readonly components: readonly string[]
    /** An address on which no environment listens. */
    readonly free: string
  } | null
  /** Deployments blue-green in the application's other environments. */
  readonly elsewhere: readonly { readonly environment: string; readonly all: number; readonly done: number }[]
  /** Trains that left in the period. */
  readonly departed: number
  /** Of the ledger's chain; `broken`: where. */
  readonly ledger: { readonly entries: number; readonly broken: number | null }
  /** Whether applications run as users of their own; null: not known. */
  readonly separated: boolean | null
}

/** `not-built`: this version of Écluse does not do it. */
export type State = 'shown' | 'partly' | 'not-shown' | 'not-built'

export type Practice = {
  /** Of the guide, 1 to 13. */
  readonly number: number
  readonly name: Text
  readonly state: State
  /** What shows it. */
  readonly shows: readonly Text[]
  readonly missing: readonly Text[]
  /** The lines of `ecluse.yaml` that would close it; empty: none would. */
  readonly config: readonly Line[]
}

/** A key of `ecluse.yaml` with its value, set below another one; `first`: what to do before. */
export type Line = { readonly below: string; readonly line: string; readonly first?: Text }
