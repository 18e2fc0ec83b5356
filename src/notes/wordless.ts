import type { Entry } from './graph.ts'
import { dependencyOf, isRelease } from './kinds.ts'
import { readMessage } from './message.ts'
import { titlesIn } from './told-before.ts'
import type { Commit, FileChange, Named, Range } from './types.ts'

const keyOf = (file: FileChange): string => `${file.path}\0${file.before}\0${file.after}`
const reversed = (file: FileChange): string => `${file.path}\0${file.after}\0${file.before}`
const whole = (files: readonly FileChange[], key: (file: FileChange) => string): string =>
  files.map(key).sort().join('\n')

/** What a commit makes of its files, to the byte. */
export const contentsOf = ({ files }: Commit): string => whole(files, keyOf)
/** What would undo it. */
export const undoneContentsOf = ({ files }: Commit): string => whole(files, reversed)

/** Who says in words what a change means is not silent. */
const isSilent = ({ message }: Entry): boolean =>
  message.breaking === null &&
  message.note !== 'none' &&
  message.note.en === null &&
  message.note.fr === null &&
  !isRelease(message) &&
  dependencyOf(message) === null

export type Deployed = {
  /** What a commit takes back without naming it: its reverse to the byte, or by its patch. */
  readonly reversedBy: (entry: Entry) => Named | null
  /** What a commit that is named takes back itself stands in its name, whatever it was called. */
  readonly called: (named: Named) => Named
  /** Whether what is named was undone since, by what it did. */
  readonly isUndone: (named: Named) => boolean
  /** Whether a commit touches only some of the paths of what is named. */
  readonly isNarrower: (commit: Commit, named: Named) => boolean
}

/** What runs already, as far as it is known by its contents. */
export const deployed = ({ earlier = [], patches }: Range): Deployed => {
  const places = new Map<string, number[]>()
  for (const [at, commit] of earlier.entries())
    for (const key of commit.files.length === 0 ? [] : [contentsOf(commit), patches.get(commit.id)?.forth]) {
      if (key === undefined) continue
      const list = places.get(key)
      if (list === undefined) places.set(key, [at])
      else list.push(at)
    }
  /** The newest reverse of a commit that is older than a place. */
  const reverse = (commit: Commit, than: number): number | undefined =>
    [undoneContentsOf(commit), patches.get(commit.id)?.back]
      .map((key) => places.get(key ?? '')?.find((at) => at > than))
      .find((at) => at !== undefined)
  let titles: ReadonlyMap<string, string> | undefined
  const nameAt = (at: number): string => {
    const commit = earlier[at]
    if (commit === undefined) return ''
    const of = reverse(commit, at)
    if (of !== undefined) return `Revert "${nameAt(of)}"`
    titles ??= titlesIn(earlier)
    return titles.get(commit.id) ?? readMessage(commit.message).subject
  }
  const byId = new Map(earlier.map((commit, at) => [commit.id, { commit, at }]))
  return {
    isUndone: ({ id }) => {
      const commit = byId.get(id)?.commit
      const [back, forth] = [undoneContentsOf, contentsOf].map((of) =>
        commit === undefined || commit.files.length === 0 ? undefined : places.get(of(commit))?.[0],
      )
      return back !== undefined && forth !== undefined && back < forth
    },
    isNarrower: ({ files }, { id }) => {
      const paths = (byId.get(id)?.commit.files ?? []).map(({ path }) => path)
      return (
        files.length > 0 && files.length < paths.length && files.every(({ path }) => paths.includes(path))
      )
    },
    reversedBy: (entry) => {
      const { commit } = entry
      const at = commit.files.length === 0 || !isSilent(entry) ? undefined : reverse(commit, -1)
      const found = at === undefined ? undefined : earlier[at]
      if (at === undefined || found === undefined) return null
      const message = readMessage(found.message)
      return isRelease(message) || dependencyOf(message) !== null
        ? null
        : { id: found.id, subject: nameAt(at) }
    },
    called: (named) => {
      const of = byId.get(named.id)
      const back = of === undefined ? undefined : reverse(of.commit, of.at)
      return back === undefined ? named : { ...named, subject: `Revert "${nameAt(back)}"` }
    },
  }
}
