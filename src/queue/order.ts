/** A candidate that waits for its turn in one environment. Positions rise in the order of arrival. */
export type Waiting = { readonly candidate: string; readonly commit: string; readonly position: number }

/** Whether a commit contains another (ancestry); null when that cannot be known: then nothing is skipped. */
export type Contains = (descendant: string, ancestor: string) => boolean | null

export type Order = {
  /** In order: the first whose gates pass takes the turn. */
  readonly next: readonly Waiting[]
  /** Left out because a later waiting one contains their commit; `by` is the latest such. */
  readonly skipped: readonly { readonly candidate: string; readonly by: string }[]
}

/**
 * Who comes next when the turn is free. A waiting candidate is skipped only for a later *waiting* one that contains
 * its commit: nothing that is not contained is lost, and nothing is skipped for one that already ended.
 */
export const order = (waiting: readonly Waiting[], contains: Contains): Order => {
  const sorted = [...waiting].sort((a, b) => a.position - b.position)
  const next: Waiting[] = []
  const skipped: { candidate: string; by: string }[] = []
  sorted.forEach((entry, index) => {
    const later = sorted.slice(index + 1).filter((other) => contains(other.commit, entry.commit) === true)
    const by = later.at(-1)
    if (by === undefined) next.push(entry)
    else skipped.push({ candidate: entry.candidate, by: by.candidate })
  })
  return { next, skipped }
}

/** The pairs that `order` asks about: `[descendant, ancestor]`, so that a caller can look them up beforehand. */
export const pairs = (waiting: readonly Waiting[]): readonly (readonly [string, string])[] => {
  const sorted = [...waiting].sort((a, b) => a.position - b.position)
  return sorted.flatMap((entry, index) =>
    sorted.slice(index + 1).map((later) => [later.commit, entry.commit] as const),
  )
}
