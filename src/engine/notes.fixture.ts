import type { Commit, Range } from '../notes/types.ts'
import type { FakeCommit } from './engine.fixture.ts'

const none: Readonly<Record<string, string>> = {}

const past = (
  commits: ReadonlyMap<string, FakeCommit>,
  of: string | null,
  seen = new Set<string>(),
): Set<string> => {
  if (of === null || seen.has(of)) return seen
  seen.add(of)
  for (const parent of commits.get(of)?.parents ?? []) past(commits, parent, seen)
  return seen
}

/** What lies between two fake commits: each touches the files whose content differs from its first parent's. */
export const rangeIn = (commits: ReadonlyMap<string, FakeCommit>, from: string | null, to: string): Range => {
  const [mine, theirs] = [past(commits, to), past(commits, from)]
  const commitOf = (id: string): Commit => {
    const { parents = [], message = `subject of ${id}`, content } = commits.get(id) ?? { content: none }
    const before = commits.get(parents[0] ?? '')?.content ?? none
    const paths = [...new Set([...Object.keys(before), ...Object.keys(content)])]
    return {
      id,
      parents,
      author: { name: 'Ann', email: 'ann@example' },
      authoredAt: 0,
      committedAt: 0,
      message,
      files: paths
        .filter((path) => before[path] !== content[path])
        .map((path) => ({ path, before: before[path] ?? null, after: content[path] ?? null })),
    }
  }
  const only = (some: Set<string>, other: Set<string>) =>
    [...some].filter((id) => !other.has(id)).map(commitOf)
  return {
    from,
    to,
    ahead: only(mine, theirs),
    behind: only(theirs, mine),
    related: [...mine].some((id) => theirs.has(id)),
    shallow: false,
    patches: new Map(),
    named: new Map(),
  }
}
