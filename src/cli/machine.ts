import type { Label } from '../backup/types.ts'
import type { Folder } from '../folder/layout.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Topic } from '../kernel/topic.ts'
import type { Range } from '../notes/types.ts'
import type { Way } from '../ports/way.ts'
import type { Facts } from './doctor/types.ts'

/** What a person's working tree holds beyond its last commit. */
export type Uncommitted = {
  readonly path: string
  readonly change: 'changed' | 'added' | 'deleted' | 'untracked'
}

/** A person's git repository, as far as a command needs it. Errors are `ProblemError`s of git's room. */
export interface Checkout {
  readonly root: string
  resolve(ref: string): Promise<string>
  /** What tags call the commit, else its short id. */
  describe(commit: string): Promise<string>
  file(commit: string, path: string): Promise<Uint8Array | null>
  /** Refuses what the server would refuse, before anything is sent. */
  inspect(commit: string, folders: readonly string[]): Promise<void>
  tips(commit: string): Promise<readonly string[]>
  pack(
    commit: string,
    have: readonly string[],
  ): Promise<{ readonly shallow: readonly string[]; readonly stream: AsyncIterable<Uint8Array> }>
  uncommitted(): Promise<readonly Uncommitted[]>
  /** What lies between two commits, as release notes need it. */
  range(from: string | null, to: string): Promise<Range>
  /** Paths of the files right in a folder, at a commit. */
  listing(commit: string, folder: string): Promise<readonly string[]>
  /** The newest tag with a number in it that the commit's past holds, itself left out. */
  tagBefore(commit: string): Promise<string | null>
  /** The branch that a REF names; of null the one that is checked out. Null: a tag, a commit, nothing checked out. */
  branch(ref: string | null): Promise<string | null>
  /** A tag or a commit by its whole name, or why it is no version. */
  version(
    word: string,
  ): Promise<
    | { readonly kind: 'tag' | 'commit'; readonly commit: string }
    | { readonly kind: 'branch' | 'two' | 'none' }
  >
  contains(descendant: string, ancestor: string): Promise<boolean>
  /** Tags in the past of a commit, itself included. */
  tags(commit: string): Promise<readonly string[]>
  /** Throws `tag-taken` where it names another commit. */
  writeTag(tag: string, commit: string, message: string): Promise<void>
  /** To `origin`. Throws `push-refused`. */
  pushTag(tag: string): Promise<void>
  /** The address of the remote `origin`. */
  remote(): Promise<string | null>
  /** A file of the working tree, by its path in the repository; null where it is not there. */
  readHere(path: string): Promise<Uint8Array | null>
  /** Writes one whole, or not at all. Throws `outside-repository` where a link leads out. */
  writeHere(path: string, text: string): Promise<void>
  /** Runs a command of the repository's that translates, as whoever asks. Throws `translation-failed`. */
  translate(
    command: readonly string[],
    from: Language,
    to: Language,
    texts: readonly string[],
  ): Promise<ReadonlyMap<string, string>>
}

/** `kept`: it was there already, and was not touched. `not-needed`: the shipped runtime is used. */
export type InitialisedFile = {
  readonly name: 'ecluse.yaml' | 'ecluse.lock' | 'release-checklist.yaml'
  readonly state: 'written' | 'kept' | 'not-needed'
  readonly text: string | null
}

export type Initialised = {
  readonly files: readonly InitialisedFile[]
  readonly found: readonly Text[]
  readonly guessed: readonly Text[]
  /** What has to be done before the first ship. */
  readonly todo: readonly Text[]
}

/** What stopped on purpose, marked before it was stopped. */
export type Stopped = 'control-plane' | 'everything'

/** What of ours runs for a data folder. */
export type Running = {
  readonly supervisor: number | null
  readonly dataPlane: number | null
  readonly controlPlane: number | null
  /** Runs of revisions that are there, by key. */
  readonly runs: readonly string[]
}

/** The terminal that a person sits at, or the pipes in its place. */
export interface Keyboard {
  /** Null where input or output is no terminal. */
  size(): { readonly rows: number; readonly columns: number; readonly name: string } | null
  /** From here on every key goes through as it is typed, Ctrl-C too. */
  raw(on: boolean): void
  readonly input: AsyncIterable<Uint8Array>
  /** Bytes as they are, to standard output or standard error. */
  write(where: 'out' | 'err', bytes: Uint8Array): void
  onResize(call: () => void): void
}

/** A server that is to be prepared, or to be brought to this version. */
export type Preparation = {
  readonly what: 'setup' | 'upgrade'
  /** Says what would be done, and does nothing. */
  readonly only: 'plan' | null
  /** Public ports of the socket unit; null: those that it has, or the usual ones. */
  readonly ports: readonly number[] | null
  readonly interactive: boolean
  readonly tell: (kind: 'found' | 'plan' | 'step' | 'warning', text: Text) => void
}

export type Prepared = {
  readonly version: string
  readonly before: string | null
  readonly did: readonly string[]
}

/**
 * Standard input. `read`: all of it, or at a terminal one line that is not shown. `parts`: as it comes, without limit.
 */
export type Input = {
  readonly terminal: boolean
  read(): Promise<Uint8Array>
  parts?(): AsyncIterable<Uint8Array>
}

/** The machine as `main` hands it in: everything that names an adapter or starts a process. */
export interface Machine {
  readonly platform: string
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly folder: string
  /** The page about a topic, in Markdown; the file where it should be, where it is not. */
  page(topic: Topic, language: Language): { readonly file: string; readonly text: string | null }
  keyboard(): Promise<Keyboard>
  /** Over the system's own ssh. Throws `bad-server`, what ssh says, and what stands against preparing it. */
  prepareServer(server: string, preparation: Preparation): Promise<Prepared>
  readonly input: Input
  /** By the person's own ssh key; null: the first of ~/.ssh. The armored signature. */
  sign(text: string, key: string | null, namespace: string): Promise<string>
  checkout(folder: string): Promise<Checkout>
  /**
   * Writes what is missing of `ecluse.yaml` and `ecluse.lock` in a folder, from what is found there; with a calendar of
   * that time zone.
   */
  initialise(
    folder: string,
    wishes?: { readonly calendar?: string; readonly checklist?: boolean },
  ): Promise<Initialised>
  /** Starts what is absent and waits until it answers; `serving`: without the control plane. */
  bringUp(folder: Folder, what: 'everything' | 'serving', progress: (text: Text) => void): Promise<void>
  /** The server's own policy file, read at each start of the control plane; null: none. Throws with its place. */
  recordFloor(folder: Folder, file: string | null): Promise<void>
  /** Marks the stop, then stops. */
  stop(folder: Folder, what: Stopped): Promise<void>
  stopped(folder: Folder): Promise<Stopped | null>
  running(folder: Folder): Promise<Running>
  /** The API of another machine. Throws `bad-server`. */
  way(server: string): Promise<Way>
  /** Joins standard input and output with a socket of the control plane until one of them ends. */
  bridge(socket: string, introduction: string): Promise<void>
  /** The first line of such a bridge where there is none: what is wrong. */
  greetWith(problems: readonly Problem[]): Promise<string>
  /** What can be seen of this machine and of a data folder, within seconds; starts nothing. */
  examine(data: string): Promise<Omit<Facts, 'config'>>
  /** Unpacks a backup into an empty data folder and starts nothing. */
  restore(folder: Folder, file: string): Promise<Label>
  /** From here on what was restored may be started. */
  originalGone(folder: Folder): Promise<void>
}
