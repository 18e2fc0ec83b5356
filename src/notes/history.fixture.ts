import { compose } from './compose.ts'
import type { Fragment } from './fragments.ts'
import type { Naming } from './people.ts'
import type { Commit, FileChange, Notes, Part, Range } from './types.ts'

export type Said = {
  readonly parents?: readonly string[]
  /** `path`, `+path` or `-path`; or a change as it is. */
  readonly files?: readonly (string | FileChange)[]
  readonly author?: string
  readonly at?: number
}

/** A name such as `a1` as a full id, so that messages can name it. */
export const id = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0')

/** Commits one on the other unless said, with ids of their names; in the order in which they were made. */
export class History {
  readonly commits: Commit[] = []
  #blob = 0

  add(name: string, message: string, said: Said = {}): this {
    const before = this.commits.at(-1)
    const parents = said.parents?.map(id) ?? (before === undefined ? [] : [before.id])
    const author = said.author ?? 'Ada'
    this.commits.push({
      id: id(name),
      parents,
      author: { name: author, email: `${author.toLowerCase()}@example.org` },
      authoredAt: said.at ?? this.commits.length * 1_000,
      committedAt: this.commits.length * 1_000,
      message,
      files: (said.files ?? (parents.length > 1 ? [] : [`file-${name}`])).map((file) =>
        typeof file === 'string' ? this.#file(file) : file,
      ),
    })
    return this
  }

  #file(path: string): FileChange {
    this.#blob += 1
    const blob = String(this.#blob)
    if (path.startsWith('+')) return { path: path.slice(1), before: null, after: blob }
    if (path.startsWith('-')) return { path: path.slice(1), before: blob, after: null }
    return { path, before: blob, after: `${blob}'` }
  }

  notes(
    more: Partial<Range> & { parts?: readonly Part[]; fragments?: readonly Fragment[]; people?: Naming } = {},
  ): Notes & {
    outside: readonly string[]
  } {
    const { parts = [], fragments = [], people = 'name', ...range } = more
    return compose({
      range: {
        from: id('from'),
        to: this.commits.at(-1)?.id ?? id('to'),
        ahead: this.commits.toReversed(),
        behind: [],
        related: true,
        shallow: false,
        patches: new Map(),
        named: new Map(),
        ...range,
      },
      from: 'v1',
      to: 'v2',
      parts,
      fragments,
      people,
    })
  }
}

/** What is told, in English or as it was written. */
export const told = ({ changes }: Notes): readonly string[] =>
  changes.map(({ text }) => text.en ?? text.fr ?? '')

export const takenBack = (notes: Notes): readonly string[] =>
  notes.takenBack.map(({ text }) => text.en ?? text.fr ?? '')
