import { textOf } from '../../notes/decode.ts'
import { findId } from '../../notes/graph.ts'
import { bare, readMessage } from '../../notes/message.ts'
import type { Commit, FileChange, Named, Person, Range } from '../../notes/types.ts'
import type { Repository } from './client.ts'
import { askGit, type GitEnvironment, runGit } from './git.ts'
import { patchesOf } from './patches.ts'
import { readShallow } from './shallow.ts'

/** Bytes that came as latin1. */
const decoded = (latin1: string): string =>
  /[^\0-\x7f]/.test(latin1) ? textOf(Buffer.from(latin1, 'latin1')) : latin1

const blob = (id: string | undefined): string | null => (id === undefined || /^0+$/.test(id) ? null : id)

const fileOf = (meta: string, path: string): FileChange => {
  const [, , before, after] = meta.split(' ')
  return { path: decoded(path), before: blob(before), after: blob(after) }
}

const commitOf = (header: string, files: readonly FileChange[]): Commit => {
  const [id = '', parents = '', name = '', email = '', times = '', ...message] = header.split('\n')
  const [authored = 0, committed = 0] = times.split(' ').map(Number)
  return {
    id,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: decoded(name), email: decoded(email) },
    authoredAt: authored * 1_000,
    committedAt: committed * 1_000,
    message: decoded(message.join('\n')),
    files,
  }
}

/** Reads `git log -z --raw`: a header, then pairs of what changed and its path, each ended by a zero byte. */
export const readLog = (bytes: Buffer): readonly Commit[] => {
  const words = bytes.toString('latin1').split('\0')
  const commits: Commit[] = []
  for (let at = 0; at < words.length; ) {
    const header = words[at++] ?? ''
    const files: FileChange[] = []
    while (/^\n?:\d/.test(words[at] ?? '')) files.push(fileOf(words[at++] ?? '', words[at++] ?? ''))
    if (header.trim() !== '') commits.push(commitOf(header.replace(/^\n/, ''), files))
  }
  return commits
}

/** Where a history is read. */
export type Read = Pick<Repository, 'gitDir' | 'commonDir' | 'root' | 'environment'>

const environmentOf = (repository: Read): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
})

/** The mailmap of a commit counts also where there is no working tree. */
const mailmapOf = (commit: string): readonly string[] => ['-c', `mailmap.blob=${commit}:.mailmap`]

/** What a mailmap calls those who wrote with others; nobody where there is none. */
const peopleOf = async (repository: Read, to: string, commits: readonly Commit[]) => {
  const all = commits
    .filter(({ message }) => /^co-authored-by/im.test(message))
    .flatMap(({ message }) => readMessage(message).coauthors)
  const named = [...new Set(all.map(({ name, email }) => `${name} <${email}>`))]
  if (named.length === 0) return new Map<string, Person>()
  const answer = await askGit({
    args: [...mailmapOf(to), 'check-mailmap', '--stdin'],
    environment: environmentOf(repository),
    cwd: repository.root,
    input: named.map((one) => `${one}\n`).join(''),
  })
  const lines = answer.code === 0 ? answer.out.toString('utf8').split('\n') : []
  return new Map(
    named.flatMap((one, at): [string, Person][] => {
      const [, name, email] = /^(.*?) ?<([^<>]*)>$/.exec(lines[at] ?? '') ?? []
      return name === undefined || email === undefined ? [] : [[one, { name, email }]]
    }),
  )
}

const log = async (
  repository: Read,
  mailmap: readonly string[],
  of: string,
  without: string | null,
  most: number | null,
) =>
  readLog(
    await runGit({
      args: [
        ...mailmap,
        'log',
        '-z',
        '--topo-order',
        '--raw',
        '--no-renames',
        '--no-abbrev',
        '--no-color',
        '--format=%H%n%P%n%aN%n%aE%n%at %ct%n%B',
        ...(most === null ? [] : [`--max-count=${most}`]),
        of,
        ...(without === null ? [] : [`^${without}`]),
        '--',
      ],
      environment: environmentOf(repository),
      cwd: repository.root,
      limit: 1024 * 1024 * 1024,
    }),
  )

/** The words without which a message names no other commit; reading each whole takes longer than this look. */
const naming = /revert|reappl|cherry picked|back(?:ed)? ?out|undo|roll ?back|annul/i

/** What messages name, beyond what the range holds. */
const unresolved = (commits: readonly Commit[]): readonly string[] => {
  const messages = commits
    .filter(({ message }) => naming.test(message))
    .map(({ message }) => readMessage(message))
  if (messages.every(({ claim, picked }) => claim === null && picked.length === 0)) return []
  const ids = commits.map(({ id }) => id).sort()
  const titles = new Set(commits.map(({ message }) => bare(message.split('\n', 1)[0] ?? '')))
  return [
    ...new Set(
      messages.flatMap(({ claim, picked }) => [
        ...[...(claim?.ids ?? []), ...picked].filter((id) => findId(ids, id) === null),
        ...(claim?.pulls ?? []).map((pull) => `#${pull}`),
        ...(claim?.titles ?? []).filter((title) => !titles.has(bare(title))),
      ]),
    ),
  ]
}

/** By its subject, or, of a merge that tells what it merges, by that; only what may say more is read whole. */
const called = (id: string, latin1: string): Named & { readonly pull: number | null } => {
  const [first = ''] = latin1.split(/\n[ \t]*\n/, 1)
  const subject = decoded(first.replaceAll(/\s+/g, ' ').trim())
  const plain = /\((?:#|!)(\d+)\)$/.exec(subject)?.[1]
  if (!/^Merged? /.test(subject) && !latin1.includes('See merge request'))
    return { id, subject, pull: plain === undefined ? null : Number(plain) }
  const { merges, title, pull } = readMessage(decoded(latin1.slice(0, 65_536)))
  return { id, subject: merges ? title : subject, pull }
}

/** Looks for commits that messages name in what runs already; the newest of several wins. */
const lookUp = async (repository: Read, wanted: readonly string[], from: string | null) => {
  const named = new Map<string, Named>()
  if (from === null || wanted.length === 0) return named
  const listing = await runGit({
    args: ['log', '-z', '--no-color', '--format=%H%n%B', from, '--'],
    environment: environmentOf(repository),
    limit: 1024 * 1024 * 1024,
  })
  const known = listing
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => called(entry.slice(0, 40), entry.slice(41)))
  const ids = known.map(({ id }) => id).sort()
  const byId = new Map(known.map((one) => [one.id, one]))
  const byTitle = new Map(known.toReversed().map((one) => [bare(one.subject).toLowerCase(), one]))
  const byPull = new Map<string, Named>(
    known.toReversed().flatMap((one) => (one.pull === null ? [] : [[`#${one.pull}`, one] as const])),
  )
  for (const key of wanted) {
    const id = /^[0-9a-f]{7,40}$/.test(key) ? findId(ids, key) : null
    const found = byId.get(id ?? '') ?? byPull.get(key) ?? byTitle.get(bare(key).toLowerCase())
    if (found !== undefined) named.set(key, { id: found.id, subject: found.subject })
  }
  return named
}

/** Commits of before the range that may be taken back without a word. */
const mostEarlier = 300

/**
 * What lies between two commits of a repository, as release notes need it. `from` null: everything up to `to`.
 * `most`: of more commits only the newest. Throws `git-failed`.
 */
export const readRange = async (
  repository: Read,
  from: string | null,
  to: string,
  most: number | null = null,
): Promise<Range> => {
  const environment = environmentOf(repository)
  const mailmap = mailmapOf(to)
  const [ahead, behind, boundaries, base] = await Promise.all([
    log(repository, mailmap, to, from, most),
    from === null ? [] : log(repository, mailmap, from, to, most),
    readShallow(repository.commonDir),
    from === null ? null : askGit({ args: ['merge-base', from, to], environment }),
  ])
  const edge = new Set(boundaries)
  const parting = base?.code === 0 ? base.out.toString('latin1').trim() : null
  const earlier = parting === null ? [] : await log(repository, mailmap, parting, null, mostEarlier)
  const [patches, named, lost, people] = await Promise.all([
    patchesOf(environment, { ahead, behind, earlier }),
    lookUp(repository, unresolved(ahead), from),
    lookUp(repository, unresolved(behind), to),
    peopleOf(repository, to, ahead),
  ])
  return {
    from,
    to,
    ahead,
    behind,
    related: base === null || base.code === 0,
    shallow: [...ahead, ...behind].some(({ id }) => edge.has(id)),
    ...(most !== null && Math.max(ahead.length, behind.length) >= most ? { cut: true as const } : {}),
    earlier,
    patches,
    named: new Map([...lost, ...named]),
    mailmap: people,
  }
}
