import { stat } from 'node:fs/promises'
import { askGit, commonEnvironment, configured, type GitEnvironment, runGit, streamGit } from './git.ts'
import {
  emptyRepository,
  folderMissing,
  notACommit,
  notARepository,
  sha256Repository,
  unknownCommit,
} from './messages.ts'
import { checkCommitId, commitsAmong, entryAt, inspectTree } from './objects.ts'
import { readShallow } from './shallow.ts'
import { shown, treeLimits } from './tree.ts'

/** A user's repository: bare, detached, shallow, a linked worktree, or another user's. */
export type Repository = {
  /** The top of the working tree; the git folder itself where the repository is bare. */
  readonly root: string
  readonly gitDir: string
  /** Where objects, refs and the `shallow` file stand, shared by linked worktrees. */
  readonly commonDir: string
  readonly bare: boolean
  /** `root`'s path to the folder asked for, `` at the top: where `ecluse.yaml` may stand. */
  readonly prefix: string
  readonly environment: GitEnvironment
}

/** What the user has set for git itself; nothing that names another repository (`GIT_DIR` in a hook). */
const kept = ['HOME', 'XDG_CONFIG_HOME', 'SSH_AUTH_SOCK', 'SSH_ASKPASS', 'USER', 'LOGNAME', 'TMPDIR']

const clientEnvironment = (more: readonly (readonly [string, string])[] = []): GitEnvironment => ({
  ...commonEnvironment(),
  ...configured(more),
  ...Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ),
})

/**
 * Another user's repository could name programs as filters and have them run: they are set to nothing there. In
 * one's own they are what git would run anyway.
 */
const withoutFilters = async (environment: GitEnvironment, folder: string): Promise<GitEnvironment> => {
  const answer = await askGit({
    args: ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'],
    environment,
    cwd: folder,
  })
  const names = [...new Set(answer.out.toString('utf8').split('\0'))].filter((name) => name !== '')
  const empty = names.map((name): [string, string] => [name, name.endsWith('.required') ? 'false' : ''])
  return clientEnvironment([...empty, ['protocol.allow', 'never'], ['core.sshCommand', 'false']])
}

/** Opens the repository that a folder is in. Throws `not-a-repository`, `sha256-repository`, `git-missing`. */
export const openRepository = async (folder: string): Promise<Repository> => {
  if ((await stat(folder).catch(() => null))?.isDirectory() !== true) throw notARepository(folder)
  const environment = clientEnvironment()
  const answer = await askGit({
    args: [
      'rev-parse',
      '--path-format=absolute',
      '--is-bare-repository',
      '--git-dir',
      '--git-common-dir',
      '--show-object-format',
    ],
    environment,
    cwd: folder,
  })
  if (answer.code !== 0) throw notARepository(folder)
  const [bare, gitDir = '', commonDir = '', format] = answer.out.toString('utf8').trimEnd().split('\n')
  if (format !== 'sha1') throw sha256Repository(folder)
  const mine = (await stat(commonDir)).uid === process.getuid?.()
  const safe = mine ? environment : await withoutFilters(environment, folder)
  const tree = await askGit({
    args: ['rev-parse', '--show-toplevel', '--show-prefix'],
    environment: safe,
    cwd: folder,
  })
  const [root = gitDir, prefix = ''] = tree.code === 0 ? tree.out.toString('utf8').split('\n') : []
  return {
    root,
    gitDir,
    commonDir,
    bare: bare === 'true' || tree.code !== 0,
    prefix: prefix.replace(/\/$/, ''),
    environment: safe,
  }
}

const isShallow = async (repository: Repository): Promise<boolean> =>
  (await readShallow(repository.commonDir)).length > 0

/** The commit that a branch, a tag or an id names. Throws `empty-repository`, `unknown-commit`, `not-a-commit`. */
export const resolveCommit = async (repository: Repository, ref = 'HEAD'): Promise<string> => {
  const { environment, root } = repository
  const ask = (what: string) =>
    askGit({ args: ['rev-parse', '--verify', '--quiet', what], environment, cwd: root })
  const refused = ref === '' || ref.startsWith('-') || /\p{Cc}/u.test(ref)
  const answer = refused ? null : await ask(`${ref}^{commit}`)
  if (answer?.code === 0) {
    const commit = answer.out.toString('utf8').trim()
    // A full id is echoed back even where its object is missing.
    if ((await commitsAmong(named(repository), [commit])).length === 1) return commit
  }
  const any = await askGit({ args: ['rev-list', '-n', '1', '--all', 'HEAD'], environment, cwd: root })
  if (any.code !== 0 || any.out.length === 0) {
    const head = await ask('HEAD')
    if (head.code !== 0) throw emptyRepository(root)
  }
  const object = refused ? null : await askGit({ args: ['cat-file', '-t', ref], environment, cwd: root })
  if (object?.code === 0) throw notACommit(ref, object.out.toString('utf8').trim())
  throw unknownCommit(ref, await isShallow(repository))
}

/** Names the repository to git, so that it is found whatever the working folder. */
const named = (repository: Repository): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
})

/**
 * Refuses what the server would refuse, before anything is sent: submodules, LFS pointers, links that leave, files
 * beyond the limit. `folders`: the components' build contexts.
 */
export const inspect = async (
  repository: Repository,
  commit: string,
  folders: readonly string[] = ['.'],
): Promise<void> => {
  const environment = named(repository)
  for (const folder of new Set(folders)) {
    const entry = await entryAt(environment, commit, folder)
    if (entry?.kind !== 'folder') throw folderMissing(folder, commit)
    await inspectTree(environment, entry.object, treeLimits)
  }
}

/** A file's bytes at a commit; null when it is not there. */
export const fileAt = async (
  repository: Repository,
  commit: string,
  path: string,
): Promise<Uint8Array | null> => {
  const environment = named(repository)
  const entry = await entryAt(environment, commit, path)
  if (entry === null || (entry.kind !== 'file' && entry.kind !== 'program')) return null
  return runGit({ args: ['cat-file', 'blob', entry.object], environment })
}

const nearHistory = async (environment: GitEnvironment, commit: string): Promise<readonly string[]> => {
  const history = await runGit({ args: ['rev-list', '--max-count=10000', commit], environment })
  return history.toString('latin1').trimEnd().split('\n')
}

/** Commits to ask the server about: the commit, its near and then ever farther ancestors, and the tips of refs. */
export const tips = async (repository: Repository, commit: string): Promise<readonly string[]> => {
  checkCommitId(commit)
  const environment = named(repository)
  const near = await nearHistory(environment, commit)
  const spaced = near.filter((_, index) => index < 64 || Number.isInteger(Math.log2(index)))
  const refs = await runGit({
    args: ['for-each-ref', '--count=128', '--sort=-committerdate', '--format=%(objectname) %(*objectname)'],
    environment,
  })
  return [
    ...new Set([
      ...spaced,
      ...refs
        .toString('latin1')
        .split(/\s+/)
        .filter((id) => /^[0-9a-f]{40}$/.test(id)),
    ]),
  ]
}

export type Pack = {
  readonly commit: string
  /** Boundaries of a shallow clone that the commit's history ends at. */
  readonly shallow: readonly string[]
  readonly stream: AsyncIterable<Uint8Array>
}

/**
 * A pack of the commit and its history, less what the server has; made while it is read. Only ancestors of the commit
 * are left out: a server that was fed from shallow clones has other commits without their past. Where it still answers
 * `pack-incomplete`, a pack with an empty `have` is whole.
 */
export const packFor = async (
  repository: Repository,
  commit: string,
  have: readonly string[],
): Promise<Pack> => {
  checkCommitId(commit)
  const environment = named(repository)
  if ((await commitsAmong(environment, [commit])).length === 0) throw unknownCommit(commit)
  const boundaries = new Set(await readShallow(repository.commonDir))
  const past = new Set(await nearHistory(environment, commit))
  const excluded = have.filter((one) => past.has(one))
  const shallow = boundaries.size === 0 ? [] : await reached(environment, commit, boundaries)
  const stream = streamGit({
    args: [
      'pack-objects',
      '--revs',
      '--stdout',
      '--thin',
      '--delta-base-offset',
      '--no-use-bitmap-index',
      '--quiet',
      ...(boundaries.size === 0 ? [] : ['--shallow']),
    ],
    environment,
    input: `${[commit, '--not', ...excluded].join('\n')}\n`,
  })
  return { commit, shallow, stream }
}

const reached = async (environment: GitEnvironment, commit: string, boundaries: ReadonlySet<string>) => {
  const history = await runGit({ args: ['rev-list', commit], environment })
  return history
    .toString('latin1')
    .split('\n')
    .filter((line) => boundaries.has(line))
}

export type Uncommitted = {
  readonly path: string
  readonly change: 'changed' | 'added' | 'deleted' | 'untracked'
}

/** What the working tree holds beyond its last commit, which is therefore not shipped; nothing in a bare one. */
export const uncommitted = async (repository: Repository): Promise<readonly Uncommitted[]> => {
  if (repository.bare) return []
  const listing = await runGit({
    args: [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=normal',
      '--ignore-submodules=all',
      '--no-renames',
    ],
    environment: repository.environment,
    cwd: repository.root,
  })
  return listing
    .toString('latin1')
    .split('\0')
    .filter((line) => line.length > 3)
    .map((line) => ({ path: shown(line.slice(3)), change: changeOf(line.slice(0, 2)) }))
}

const changeOf = (letters: string): Uncommitted['change'] => {
  if (letters === '??') return 'untracked'
  if (letters.includes('D')) return 'deleted'
  return letters.includes('A') ? 'added' : 'changed'
}

/**
 * The version a person knows the commit by: its newest tag, `TAG-COUNT-gID` when that is further back, else the
 * short id (7 digits).
 */
export const describe = async (repository: Repository, commit: string): Promise<string> => {
  checkCommitId(commit)
  const answer = await askGit({
    args: ['describe', '--tags', '--abbrev=7', commit],
    environment: named(repository),
  })
  const found = answer.code === 0 ? answer.out.toString('utf8').trim() : ''
  return found === '' ? commit.slice(0, 7) : found
}
