import type { ApiClient } from '../api/client.ts'
import type { Folder } from '../folder/layout.ts'
import type { Text } from '../kernel/text.ts'
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
  /** `--application`, `--environment`: null where not given. */
  readonly application: string | null
  readonly environment: string | null
  /** Whether there is a data folder at all. */
  readonly exists: () => boolean
  /** Makes or opens the data folder. */
  readonly open: () => Folder
  /** The control plane's API, started where it is absent. */
  readonly api: (start: Start) => Promise<ApiClient>
  /** From the first call on, Ctrl-C and TERM abort this instead of ending the process. */
  readonly interrupted: () => AbortSignal
}

export type Given = {
  readonly argument: string | null
  readonly options: Readonly<Record<string, string | boolean>>
  /** Words after `--`, of a verb that takes them. */
  readonly rest?: readonly string[]
}

export type OptionSpec = {
  /** As commander writes them: `--tail <lines>`. */
  readonly flags: string
  readonly says: Text
}

/** One command, as data. */
export type Verb = {
  readonly argument?: { readonly name: Text; readonly says: Text }
  /** Paragraphs of the help. */
  readonly more?: readonly Text[]
  readonly options?: readonly OptionSpec[]
  readonly examples: readonly { readonly line: string; readonly says: Text }[]
  /** What `--json` gives. */
  readonly json: Text
  /** Works on every platform: computes from files and starts nothing. */
  readonly anywhere?: boolean
  /** Takes words after `--`: what they are. */
  readonly rest?: Text
  readonly run: (context: Context, given: Given) => Promise<ExitCode>
}

export const wordOf = (given: Given, option: string): string | null => {
  const value = given.options[option]
  return typeof value === 'string' ? value : null
}

export const isGiven = (given: Given, option: string): boolean => given.options[option] === true
