import { type Asked, type Composed, composePiece, finished, type Piece } from './compose.ts'
import type { Change, Dependency, Direction, Sentence, TakenBack } from './types.ts'

const union = <T>(left: readonly T[], right: readonly T[]): readonly T[] => [...new Set([...left, ...right])]

const names = (all: readonly { readonly components: readonly string[] }[]): readonly string[] => [
  ...new Set(all.flatMap(({ components }) => components)),
]

/** The first of each, with the components of all that are the same. */
const once = <T extends { readonly components: readonly string[] }>(
  all: readonly T[],
  key: (one: T) => string,
): readonly T[] =>
  [...Map.groupBy(all, key).values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [{ ...first, components: names(same) }]
  })

/** A change of which another one tells everything is told with that. */
const told = (all: readonly Change[]): readonly Change[] => {
  const each = once(all, ({ commit }) => commit)
  const holder = (one: Change): Change | undefined =>
    each.find(
      (other) =>
        other.commits.length > one.commits.length && one.commits.every((id) => other.commits.includes(id)),
    )
  const rest = each.filter((one) => holder(one) === undefined)
  return rest.map((one) => ({
    ...one,
    components: names([one, ...each.filter((other) => holder(other) === one)]),
  }))
}

const backKey = ({ commit, by, text }: TakenBack): string => JSON.stringify([commit, by, text])
const dependencyKey = ({ name, from, to }: Dependency): string => JSON.stringify([name, from, to])
const sentenceKey = (text: Sentence): string => JSON.stringify(text)

const firstOf = <T>(all: readonly T[], key: (one: T) => string): readonly T[] =>
  [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed()

/** All the same way, or crosswise; what stands still goes any way. */
const directionOf = (all: readonly Direction[]): Direction => {
  const ways = new Set(all.filter((one) => one !== 'same'))
  if (ways.has('unrelated')) return 'unrelated'
  const [way, ...others] = [...ways]
  return way === undefined ? 'same' : others.length === 0 ? way : 'across'
}

const leftOf = (one: Piece['left'], other: Piece['left']): Piece['left'] => ({
  merges: union(one.merges, other.merges),
  releases: union(one.releases, other.releases),
  reverted: union(one.reverted, other.reverted),
  picked: union(one.picked, other.picked),
  unwanted: union(one.unwanted, other.unwanted),
})

const joined = (one: Piece, other: Piece): Piece => ({
  ...one,
  direction: directionOf([one.direction, other.direction]),
  shallow: one.shallow || other.shallow,
  ...(one.cut === true || other.cut === true ? { cut: true } : {}),
  changes: [...one.changes, ...other.changes],
  attention: [...one.attention, ...other.attention],
  takenBack: [...one.takenBack, ...other.takenBack],
  dependencies: [...one.dependencies, ...other.dependencies],
  unbroken: [...one.unbroken, ...other.unbroken],
  outside: union(one.outside, other.outside),
  left: leftOf(one.left, other.left),
  read: union(one.read, other.read),
})

const kinds = ['breaking', 'security', 'migrations', 'configuration'] as const

/**
 * Notes of components that stand at different commits: each range is told of the components that move along it, and
 * nothing twice. The first one names the whole.
 */
export const composeEach = ([first, ...others]: readonly [Asked, ...Asked[]]): Composed => {
  if (others.length === 0) return finished(composePiece(first))
  const all = others.map(composePiece).reduce(joined, composePiece(first))
  return finished({
    ...all,
    changes: told(all.changes),
    attention: once(all.attention, ({ kind, text, commit }) => JSON.stringify([kind, text, commit])).toSorted(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    ),
    takenBack: once(all.takenBack, backKey),
    dependencies: firstOf(all.dependencies, dependencyKey),
    unbroken: firstOf(all.unbroken, sentenceKey),
  })
}
