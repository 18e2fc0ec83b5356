import type { Instant } from '../kernel/time.ts'
import type { Range } from '../notes/types.ts'

export type CommitInfo = {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly author: { readonly name: string; readonly email: string }
  readonly committedAt: Instant
  /** `git describe`-like version of a component at this commit: a tag, else the short id. */
  readonly version: string
}

/** The server's repositories: one bare repository an application, written only through `receive`. */
export interface Source {
  /** Which of the client's commits it has. */
  have(application: string, commits: readonly string[]): Promise<readonly string[]>
  /**
   * Reads a pack (with its shallow boundaries), checks it strictly in quarantine, then makes `commit` visible.
   * `version`: what the client's tags call the commit (tags do not travel); the first one told stands.
   */
  receive(
    application: string,
    offer: { readonly commit: string; readonly shallow: readonly string[]; readonly version?: string },
    pack: AsyncIterable<Uint8Array>,
  ): Promise<void>
  info(application: string, commit: string): Promise<CommitInfo>
  /** When commits were made, as they say; those that are not there are left out. */
  dates?(application: string, commits: readonly string[]): Promise<ReadonlyMap<string, Instant>>
  /** A file's bytes at a commit; null when it is not there. */
  file(application: string, commit: string, path: string): Promise<Uint8Array | null>
  /** The git tree id of a folder at a commit: equal ids are equal content; null when it is not there. */
  tree(application: string, commit: string, folder: string): Promise<string | null>
  /** Names of what stands in a folder; none where it is not there. */
  names(application: string, commit: string, folder: string): Promise<readonly string[]>
  /** The bytes of all files with this name, by path, that `wanted` takes. */
  named(
    application: string,
    commit: string,
    name: string,
    wanted: (path: string) => boolean,
  ): Promise<ReadonlyMap<string, Uint8Array>>
  /** The bytes of all files below a folder, by their path from it; none where it is not there. Links are left out. */
  below?(application: string, commit: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>>
  /**
   * Writes the folder at the commit into an empty folder, checked: no link leaves it, no submodule, no LFS pointer. Of
   * a file, `into` becomes that file. `like`: a tree of read-only files (0444, 0555) that nobody writes to, with what of
   * the folder stands below a path of it; what is equal there is linked, not written, and whoever asks only reads it.
   */
  checkout(
    application: string,
    commit: string,
    folder: string,
    into: string,
    like?: { readonly root: string; readonly below: string },
  ): Promise<void>
  /** Whether `descendant` contains `ancestor`; null when one of them is not known here. */
  contains(application: string, descendant: string, ancestor: string): Promise<boolean | null>
  /**
   * Every author, committer and co-author of what `commit` contains and `since` does not; of null of the commit alone.
   * Null where git does not know: behind a shallow boundary.
   */
  authors(
    application: string,
    commit: string,
    since: string | null,
  ): Promise<readonly { readonly name: string; readonly email: string }[] | null>
  /**
   * What `running` contains of these paths (of none: of all) and `commit` does not, whatever id it has there; the newest
   * commits and how many. Null where git does not know.
   */
  lost(
    application: string,
    commit: string,
    running: string,
    paths: readonly string[],
  ): Promise<{
    readonly commits: readonly { readonly commit: string; readonly subject: string }[]
    readonly total: number
  } | null>
  /**
   * What lies between two commits, for release notes; `from` null: everything up to `to`. Of more than `most` commits
   * the newest, and `cut` says so.
   */
  range?(application: string, from: string | null, to: string, most: number): Promise<Range>
  /** Bytes of the application's repository on the disk. */
  weigh?(application: string): Promise<number>
  /** Takes the application's repository away. */
  forget?(application: string): Promise<void>
}
