import type { ChecklistItem } from '../config/types-checklist.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'

/** What a release changes against what runs in the environment; of a first release everything. */
export type ReleaseFacts = {
  readonly labels: readonly string[]
  /** Components whose image differs, or that are new. */
  readonly components: readonly string[]
  /** Components whose configuration differs there. */
  readonly configuration: readonly string[]
  /** Migrations that it carries, and changed components with a release task. */
  readonly migrations: readonly string[]
}

/**
 * A statement of a person about an item in one environment, with signature, role and expiry already verified. Those
 * about another manifest count for nothing, and are told as cleared.
 */
export type SignOff = {
  readonly item: string
  readonly person: string
  readonly roles: readonly string[]
  readonly note: string
  readonly at: Instant
  /** Digest of the manifest that it is about. */
  readonly manifest: string
  /** Counts for a candidate until then. */
  readonly expires?: Instant
}

/** What the release notes of a candidate still lack, against what runs there. */
export type NotesFinding = {
  readonly missing: Readonly<Record<Language, readonly string[]>>
  /** Texts that a command of the team's translated; `since`: when the last one came. */
  readonly machine: Readonly<Record<Language, readonly string[]>>
  readonly since: Instant
  /** Fragments that came with it and are about nothing in it. */
  readonly outside: readonly string[]
  /** Why the command gives nothing; null: it does, or there is none. */
  readonly failing: Text | null
}

/** What machines have said of the candidate so far. */
export type Findings = {
  readonly gates: Readonly<Record<string, Verdict>>
  readonly tests: readonly {
    readonly component: string
    readonly name: string
    readonly evidence: Verdict | null
  }[]
  /** Of reports and commands by the item's name; absent: not read or not run yet. */
  readonly items: Readonly<Record<string, Verdict>>
  /** Null, or left out: not read. */
  readonly notes?: NotesFinding | null
}

export type Question = {
  readonly manifest: string
  /** Of what runs there: sign-offs about it are about another release, which nobody wonders about. */
  readonly environment: string
  readonly facts: ReleaseFacts
  readonly findings: Findings
  readonly signOffs: readonly SignOff[]
  /** Who has which role, by name; absent: not known. */
  readonly people?: Readonly<Record<string, readonly string[]>>
}

/** Who or what can answer an item that is open, and how. */
export type Opening = {
  readonly by: 'person' | 'machine'
  readonly role: string
  readonly names: readonly string[]
  /** The line to type, where a person answers. */
  readonly line: string | null
}

export type ItemState = {
  readonly item: ChecklistItem
  /** False: nobody is asked; `why` says so. */
  readonly applies: boolean
  /** `not-asked`: it does not apply, or is a page to read. */
  readonly state: 'done' | 'open' | 'failed' | 'not-asked'
  readonly why: Text
  /** Who answered, with the note, and when; of a machine: null. */
  readonly answered: { readonly person: string; readonly note: string; readonly at: Instant } | null
  /** Who had signed off another manifest: cleared by the new digest. */
  readonly cleared: readonly { readonly person: string; readonly at: Instant }[]
  readonly opening: Opening | null
}

/** An item of a release that is out, with when it was due from. */
export type LeftOpen = {
  readonly release: number
  readonly item: ChecklistItem
  readonly since: Instant
}

export type Stage = 'before' | 'during'
