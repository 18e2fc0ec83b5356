import { type Entry, findId, type Graph } from './graph.ts'
import { bare } from './message.ts'
import type { Claim, Named, Range } from './types.ts'
import { contentsOf, type Deployed, deployed, undoneContentsOf } from './wordless.ts'

/** What a revert takes back, as far as it can be known. */
type Aim = {
  /** Commits of the range. */
  readonly targets: readonly string[]
  /** What was there before the range. */
  readonly earlier: readonly Named[]
  readonly partial: boolean
}

export type Undone = {
  /** Commits that later ones took back whole: neither side is told. */
  readonly cancelled: ReadonlySet<string>
  /** Reverts that are consumed by that. */
  readonly consumed: ReadonlySet<string>
  /** Those of them that are told by what they did: in part, or to what ran before. */
  readonly telling: ReadonlySet<string>
  readonly partly: ReadonlySet<string>
  /** Reverts of something from before the range, in order of history. */
  readonly ofEarlier: readonly { readonly by: string; readonly named: Named; readonly partial: boolean }[]
  /** Reverts of what is known nowhere, by what they call it. */
  readonly unseen: readonly { readonly by: string; readonly title: string }[]
}

type Index = {
  readonly pulls: ReadonlyMap<number, readonly string[]>
  readonly titles: ReadonlyMap<string, readonly string[]>
  readonly contents: ReadonlyMap<string, readonly string[]>
  readonly patches: ReadonlyMap<string, readonly string[]>
}

const gather = <Key>(pairs: readonly (readonly [Key, string])[]): ReadonlyMap<Key, readonly string[]> => {
  const map = new Map<Key, string[]>()
  for (const [key, id] of pairs) {
    const list = map.get(key)
    if (list === undefined) map.set(key, [id])
    else list.push(id)
  }
  return map
}

const normal = (title: string): string => bare(title).toLowerCase()

const indexOf = ({ entries }: Graph, patches: Range['patches']): Index => ({
  pulls: gather(
    entries.flatMap(({ commit, message }) =>
      message.pull === null ? [] : [[message.pull, commit.id] as const],
    ),
  ),
  titles: gather(
    entries.flatMap(({ commit, message }) =>
      [...new Set([normal(message.subject), normal(message.title)])].map(
        (title) => [title, commit.id] as const,
      ),
    ),
  ),
  contents: gather(
    entries.flatMap(({ commit }) =>
      commit.files.length === 0 ? [] : [[contentsOf(commit), commit.id] as const],
    ),
  ),
  patches: gather(
    entries.flatMap(({ commit }) => {
      const patch = patches.get(commit.id)
      return patch === undefined ? [] : [[patch.forth, commit.id] as const]
    }),
  ),
})

/** Whether the revert touches only some of the paths of what it takes back. */
const narrower = (graph: Graph, revert: Entry, targets: readonly string[]): boolean => {
  if (revert.commit.files.length === 0) return false
  const paths = new Set(
    targets
      .flatMap((id) => [id, ...(graph.brought.get(id) ?? [])])
      .flatMap((id) => (graph.byId.get(id)?.commit.files ?? []).map(({ path }) => path)),
  )
  const own = new Set(revert.commit.files.map(({ path }) => path))
  const left = [...paths].filter((path) => !own.has(path))
  return left.length > 0 && [...own].every((path) => paths.has(path))
}

type Found = {
  readonly targets: readonly string[]
  readonly earlier: readonly Named[]
}

const latest = (ids: readonly string[] | undefined, before: number, graph: Graph): string | null =>
  ids?.findLast((id) => (graph.place.get(id) ?? before) < before) ?? null

/** The claims are tried from the surest on: ids, then a pull request's number, then the title. */
const claimed = (claim: Claim, entry: Entry, graph: Graph, index: Index, named: Range['named']): Found => {
  const before = graph.place.get(entry.commit.id) ?? 0
  const ways: readonly (readonly [readonly string[], (key: string) => string | null])[] = [
    [claim.ids, (id) => findId(graph.ids, id)],
    [
      claim.pulls.map((pull) => `#${pull}`),
      (pull) => latest(index.pulls.get(Number(pull.slice(1))), before, graph),
    ],
    [claim.titles, (title) => latest(index.titles.get(normal(title)), before, graph)],
  ]
  for (const [keys, find] of ways) {
    const answers = keys.map((key) => ({ key, id: find(key), known: named.get(key) ?? null }))
    const targets = answers.flatMap(({ id }) => (id === null || id === entry.commit.id ? [] : [id]))
    const earlier = answers.flatMap(({ id, known }) => (id === null && known !== null ? [known] : []))
    if (targets.length + earlier.length > 0)
      return {
        targets,
        earlier,
      }
  }
  return { targets: [], earlier: [] }
}

/** A commit that is another's reverse to the byte, or whose patch is its reverse, says so without words. */
const silent = (entry: Entry, graph: Graph, index: Index, patches: Range['patches']): string | null => {
  const before = graph.place.get(entry.commit.id) ?? 0
  if (entry.commit.files.length === 0) return null
  const exact = latest(index.contents.get(undoneContentsOf(entry.commit)), before, graph)
  const patch = patches.get(entry.commit.id)
  return exact ?? (patch === undefined ? null : latest(index.patches.get(patch.back), before, graph))
}

const aimOf = (
  entry: Entry,
  graph: Graph,
  index: Index,
  { patches, named }: Range,
  { reversedBy, isNarrower }: Deployed,
): Aim | null => {
  const { claim } = entry.message
  const found = claim === null ? nothing : claimed(claim, entry, graph, index, named)
  const target = found.targets.length > 0 ? null : silent(entry, graph, index, patches)
  // What was brought again since, or stands under another id here, is what it takes back.
  if (target === null && found.targets.length + found.earlier.length > 0)
    return {
      ...found,
      partial:
        claim?.partial === true ||
        narrower(graph, entry, found.targets) ||
        found.earlier.some((one) => isNarrower(entry.commit, one)),
    }
  if (target !== null) return { targets: [target], earlier: [], partial: false }
  const one = reversedBy(entry)
  if (one !== null) return { targets: [], earlier: [one], partial: false }
  return claim === null ? null : { ...nothing, partial: claim.partial }
}

const nothing: Found = { targets: [], earlier: [] }

/**
 * Reverts cancel what they revert, from the newest on: one that was itself taken back takes nothing back, so a revert
 * of a revert leaves the first change standing.
 */
export const undo = (graph: Graph, range: Range): Undone => {
  const index = indexOf(graph, range.patches)
  const running = deployed(range)
  const cancelled = new Set<string>()
  const consumed = new Set<string>()
  const partly = new Set<string>()
  const telling = new Set<string>()
  const ofEarlier: { by: string; named: Named; partial: boolean }[] = []
  const unseen: { by: string; title: string }[] = []
  for (const entry of graph.entries.toReversed()) {
    const { id } = entry.commit
    if (cancelled.has(id)) continue
    const aim = aimOf(entry, graph, index, range, running)
    if (aim === null) continue
    for (const target of aim.targets) {
      if (aim.partial) partly.add(target)
      else for (const one of [target, ...(graph.brought.get(target) ?? [])]) cancelled.add(one)
    }
    if (aim.partial || aim.earlier.length > 0) telling.add(id)
    for (const named of aim.earlier)
      ofEarlier.push({ by: id, named: running.called(named), partial: aim.partial })
    const found = aim.targets.length + aim.earlier.length > 0
    if (found && (entry.message.claim?.also ?? null) === null) consumed.add(id)
    const [title] = entry.message.claim?.titles ?? []
    if (found || entry.message.claim?.plain !== true || title === undefined) continue
    unseen.push({ by: id, title })
    consumed.add(id)
    telling.add(id)
  }
  // A merge that says what it takes back speaks for the commits that it brought.
  const covered = new Set([...ofEarlier, ...unseen].flatMap(({ by }) => graph.brought.get(by) ?? []))
  const spoken = <T extends { by: string }>(all: readonly T[]): readonly T[] =>
    all.filter(({ by }) => !covered.has(by)).reverse()
  return { cancelled, consumed, telling, partly, ofEarlier: spoken(ofEarlier), unseen: spoken(unseen) }
}
