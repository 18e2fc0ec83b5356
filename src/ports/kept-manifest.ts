/** A file of versions in a git repository: where it is asked for what is to run, and where is written what runs. */
export type KeptPlace = {
  readonly application: string
  /** Anything that git takes as an address. */
  readonly repository: string
  readonly branch: string
}

/** The file as the last commit that changed it has it. */
export type KeptFile = {
  readonly revision: string
  readonly author: string
  /** Whole. */
  readonly message: string
  /** Null: the branch has no such file. */
  readonly bytes: Uint8Array | null
}

export type KeptVersion =
  | { readonly kind: 'tag' | 'commit'; readonly commit: string }
  | { readonly kind: 'branch' | 'two' | 'none' }

/** `refused`: the other side takes no push to this branch, and says why. */
export type KeptWritten =
  | { readonly kind: 'written' | 'same'; readonly revision: string }
  | { readonly kind: 'refused'; readonly why: string }

/** The git repositories of others, by a copy of our own. Errors are `ProblemError`s; `unavailable` ones go away. */
export interface KeptManifests {
  /** Fetches, then reads; null: the branch is not there. */
  read(place: KeptPlace, file: string): Promise<KeptFile | null>
  /**
   * Writes one file onto the branch as a commit of its own. `make` is given what stands there, again after each race
   * that is lost; null: it is to stay.
   */
  write(
    place: KeptPlace,
    file: string,
    message: string,
    make: (before: Uint8Array | null) => string | null,
  ): Promise<KeptWritten>
  /** Fetches every branch and tag of the application's repository. */
  fetchSource(application: string, repository: string): Promise<void>
  version(application: string, word: string): Promise<KeptVersion>
  describe(application: string, commit: string): Promise<string>
  contains(application: string, descendant: string, ancestor: string): Promise<boolean>
  file(application: string, commit: string, path: string): Promise<Uint8Array | null>
  tips(application: string, commit: string): Promise<readonly string[]>
  pack(
    application: string,
    commit: string,
    have: readonly string[],
  ): Promise<{ readonly shallow: readonly string[]; readonly stream: AsyncIterable<Uint8Array> }>
}
