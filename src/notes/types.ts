import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'

export type Person = { readonly name: string; readonly email: string }

/** One path of a commit against its first parent; git's blob ids, null where the file was or is not there. */
export type FileChange = {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** A commit as git has it. `files`: none for a merge. */
export type Commit = {
  readonly id: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly authoredAt: Instant
  readonly committedAt: Instant
  readonly message: string
  readonly files: readonly FileChange[]
}

/** What two commits have that the other has not, newest first, children before parents. */
export type Range = {
  /** Null: everything up to `to`. */
  readonly from: string | null
  readonly to: string
  readonly ahead: readonly Commit[]
  /** Commits of `from` that `to` lacks. */
  readonly behind: readonly Commit[]
  /** False where the two have no commit in common. */
  readonly related: boolean
  /** The history ends at the boundary of a shallow clone: what lies behind it is unknown. */
  readonly shallow: boolean
  /** There were more commits than were read: only the newest are here; absent: all are. */
  readonly cut?: true
  /** The newest of those that both have, newest first: what runs already and may be taken back without a word. */
  readonly earlier?: readonly Commit[]
  /** `git patch-id` of commits of any of these that touch the same paths: a change and its reverse share one. */
  readonly patches: ReadonlyMap<string, { readonly forth: string; readonly back: string }>
  /** What is known of commits outside the range that a message in it names, by what the message wrote. */
  readonly named: ReadonlyMap<string, Named>
  /** Who wrote with others, as a mailmap calls them: by `NAME <ADDRESS>`. Left out: as they are called. */
  readonly mailmap?: ReadonlyMap<string, Person>
}

/** A commit before the range: deployed already. */
export type Named = { readonly id: string; readonly subject: string }

/** A conventional header, by https://www.conventionalcommits.org/en/v1.0.0/. */
export type Conventional = {
  readonly type: string
  readonly scope: string | null
  readonly breaking: boolean
  readonly description: string
}

/** What a message says that it takes back. */
export type Claim = {
  readonly ids: readonly string[]
  readonly pulls: readonly number[]
  readonly titles: readonly string[]
  /** The author says that it is only in part. */
  readonly partial: boolean
  /** What it does beside that, in its own words. */
  readonly also: string | null
  /** The title is git's own, and nothing else. */
  readonly plain: boolean
}

/** A message, read. */
export type Message = {
  /** First paragraph on one line, as written. */
  readonly subject: string
  /** What the change is called: without pull-request number, prefix and full stop. */
  readonly title: string
  readonly body: string
  readonly conventional: Conventional | null
  /** Number of the pull or merge request that this commit is. */
  readonly pull: number | null
  /** GitLab calls it so. */
  readonly mark: '#' | '!'
  /** A merge whose message tells what it merges, as hosting services write it. */
  readonly merges: boolean
  /** Issues that the message names. */
  readonly issues: readonly number[]
  readonly claim: Claim | null
  /** Commits that this one was picked from. */
  readonly picked: readonly string[]
  /** What breaks, in the author's words. */
  readonly breaking: string | null
  /** `none`: the author wants no note. */
  readonly note: Readonly<Record<Language, string | null>> | 'none'
  readonly coauthors: readonly Person[]
}

export type Group = 'users' | 'fixes' | 'behind'

/** A text in the languages that it exists in. */
export type Sentence = Readonly<Record<Language, string | null>>

/** `fragment`: a file of `notes/`. */
export type Origin = 'commit' | 'trailer' | 'fragment'

export type Change = {
  /** The commit that stands for it. */
  readonly commit: string
  /** Every commit that it is made of. */
  readonly commits: readonly string[]
  readonly text: Sentence
  readonly origin: Readonly<Record<Language, Origin | null>>
  readonly group: Group
  /** Components whose folders it touches; empty: none of them. */
  readonly components: readonly string[]
  readonly scope: string | null
  readonly pull: number | null
  readonly issues: readonly number[]
  readonly people: readonly Person[]
  readonly breaking: string | null
  readonly security: boolean
  /** Part of it was taken back by a later commit. */
  readonly partly: boolean
}

/**
 * Something that runs today and will not after. `why`: by a commit's own words, or since `to` lacks the commit.
 * `unknown`: a commit says so of something that is not known here.
 */
export type TakenBack = {
  readonly text: Sentence
  readonly commit: string | null
  readonly by: string | null
  readonly why: 'reverted' | 'not-contained' | 'unknown'
  readonly partly: boolean
  readonly components: readonly string[]
}

export type Dependency = { readonly name: string; readonly from: string | null; readonly to: string | null }

export type Attention = {
  readonly kind: 'breaking' | 'security' | 'migrations' | 'configuration'
  readonly text: Sentence
  readonly commit: string | null
  readonly components: readonly string[]
}

export type Direction = 'forward' | 'back' | 'across' | 'unrelated' | 'same'

/** A component of the application, as far as notes need it. Paths are from the root of the repository. */
export type Part = {
  readonly name: string
  readonly folders: readonly string[]
  readonly from: string | null
  readonly to: string
}

/**
 * What of a range is told, where components stand at different commits: what touches these, and with `others` what
 * touches no component at all.
 */
export type About = { readonly components: readonly string[]; readonly others: boolean }

/** Commits that are not told, by why. */
export type LeftOut = {
  readonly merges: number
  readonly releases: number
  readonly reverted: number
  readonly picked: number
  readonly unwanted: number
}

/** What a release makes of the rules that it came by: shown to everybody, told as the gates tell it. */
export type PolicyNote = {
  readonly kind: 'loosens' | 'tightens' | 'overridden'
  readonly environment: string
  readonly text: Text
}

export type Notes = {
  readonly from: { readonly name: string; readonly commit: string } | null
  readonly to: { readonly name: string; readonly commit: string }
  readonly direction: Direction
  readonly shallow: boolean
  /** How numbers of merge requests are written where no hosting is known; absent: `#`. */
  readonly mark?: '!'
  /** Only the newest commits were read; absent: all were. */
  readonly cut?: true
  readonly parts: readonly Part[]
  readonly changes: readonly Change[]
  readonly attention: readonly Attention[]
  readonly takenBack: readonly TakenBack[]
  readonly dependencies: readonly Dependency[]
  /** Breaking changes that were taken back before anybody had them. */
  readonly unbroken: readonly Sentence[]
  readonly leftOut: LeftOut
  readonly commits: number
  /** Texts that a command of the team's made and nobody has signed off; absent: none. */
  readonly machine?: Readonly<Record<Language, readonly string[]>>
  /** Of the policy, by environment; absent: nothing, or nobody knows. */
  readonly policy?: readonly PolicyNote[]
  /** Changes that lack a text in a language. */
  readonly missing: Readonly<Record<Language, number>>
}
