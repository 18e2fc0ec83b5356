import type { ApiClient } from '../api/client.ts'
import type { Folder } from '../folder/layout.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { ExitCode } from './exit.ts'
import type { Machine } from './machine.ts'
import type { Terminal } from './terminal.ts'

/** When a command that needs the control plane starts it: never against a stop on purpose, unless it is to act. */
export type Start = 'always' | 'unless-stopped'

/** What every command gets. */
export type Context = {
  readonly terminal: Terminal
  readonly machine: Machine
  /** `--data`, `ECLUSE_DATA` or the default; absolute. Nothing is made there yet. */
  readonly data: string
  /** `ssh://...` of the machine whose control plane is asked; null: this one. */
  readonly server: string | null
  /** `--application`, `--environment`: null where not given. */
  readonly application: string | null
  readonly environment: string | null
  /** Whether there is a data folder at all. */
  readonly exists: () => boolean
  /** Makes or opens the data folder. */
  readonly open: () => Folder
  /** The control plane's API, started where it is absent. */
  readonly api: (start: Start) => Promise<ApiClient>
  /** The same on this machine, whatever server is named. */
  readonly here: (start: Start) => Promise<ApiClient>
  /** The clock by which the answers' instants are told: the server's. */
  readonly now: () => Instant
  /** What an error means, where the server is of another version. */
  readonly explain: (error: unknown) => unknown
  readonly close: () => void
  /** From the first call on, Ctrl-C and TERM abort this instead of ending the process. */
  readonly interrupted: () => AbortSignal
}

export type Given = {
  readonly argument: string | null
  /** Words after `--`, of a verb that takes them. */
  readonly rest?: readonly string[]
  readonly options: Readonly<Record<string, string | boolean>>
}

export type OptionSpec = {
  /** As commander writes them: `--tail <lines>`. */
  readonly flags: string
  /** As people are told to write them, where that is another way. */
  readonly shown?: string
  readonly says: Text
  /** It may be given several times: `wordsOf`. */
  readonly many?: true
}

/** One command, as data. */
export type Verb = {
  readonly argument?: { readonly name: Text; readonly says: Text }
  /** Takes words after `--`: what they are. */
  readonly rest?: Text
  /** Paragraphs of the help. */
  readonly more?: readonly Text[]
  readonly options?: readonly OptionSpec[]
  readonly examples: readonly { readonly line: string; readonly says: Text }[]
  /** What `--json` gives. */
  readonly json: Text
  /** Works on every platform: computes from files and starts nothing. */
  readonly anywhere?: boolean
  /** Acts on the machine that it runs on, never on a server. */
  readonly onlyHere?: boolean
  readonly run: (context: Context, given: Given) => Promise<ExitCode>
}

export const wordOf = (given: Given, option: string): string | null => {
  const value = given.options[option]
  return typeof value === 'string' ? value : null
}

/** The words of an option that may be given several times, in order. */
export const wordsOf = (given: Given, option: string): readonly string[] =>
  wordOf(given, option)?.split('\0') ?? []

export const isGiven = (given: Given, option: string): boolean => given.options[option] === true
