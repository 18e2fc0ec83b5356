import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptFile, KeptManifests, KeptPlace, KeptWritten } from '../../ports/kept-manifest.ts'
import { describe, fileAt, openRepository, packFor, type Repository, tips } from './client.ts'
import { askGit, type GitEnvironment, runGit } from './git.ts'
import { badApplicationName } from './messages.ts'
import { notFetched, pushGaveUp } from './messages-kept.ts'
import { containsIn, versionOf } from './versions.ts'

const most = 6
const branchRef = 'refs/kept/branch'

/** Never asks anybody for anything: an account's own keys and helpers answer, or nobody does. */
const remoteEnvironment = (repository: Repository): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=15',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_AUTHOR_NAME: 'Écluse',
  GIT_AUTHOR_EMAIL: 'ecluse@localhost',
  GIT_COMMITTER_NAME: 'Écluse',
  GIT_COMMITTER_EMAIL: 'ecluse@localhost',
})

/** What a push says of a branch that moved meanwhile. */
const isRace = (said: string): boolean =>
  /non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|incorrect old value/.test(
    said,
  )

/** What it says where somebody does not want it: a rule, a hook, a right. */
const isRefusal = (said: string): boolean =>
  /\[remote rejected\]|pre-receive|protected branch|hook declined|permission|denied|forbidden|403|read-only/i.test(
    said,
  )

const plain = (words: string): string =>
  words
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(-400)

/** Copies of other people's repositories, one bare one an application and a use. */
export class GitKept implements KeptManifests {
  readonly #root: string
  readonly #open = new Map<string, Promise<Repository>>()

  constructor({ repositories }: { readonly repositories: string }) {
    this.#root = join(repositories, '.kept')
  }

  async read(place: KeptPlace, file: string): Promise<KeptFile | null> {
    const copy = await this.#copy(place.application, 'manifest')
    const head = await this.#fetchBranch(copy, place)
    if (head === null) return null
    const environment = remoteEnvironment(copy)
    const out = await runGit({
      args: ['log', '-1', '--encoding=UTF-8', '--format=%H%x00%an%x00%B', head, '--', file],
      environment,
    })
    const [revision = '', author = '', message = ''] = out.toString('utf8').trim().split('\0')
    return {
      revision: revision === '' ? head : revision,
      author: plain(author),
      message: message.slice(0, 65_536),
      bytes: await fileAt(copy, head, file),
    }
  }

  async write(
    place: KeptPlace,
    file: string,
    message: string,
    make: (before: Uint8Array | null) => string | null,
  ): Promise<KeptWritten> {
    const copy = await this.#copy(place.application, 'manifest')
    let said = ''
    for (let tried = 0; tried < most; tried += 1) {
      const head = await this.#fetchBranch(copy, place)
      const text = make(head === null ? null : await fileAt(copy, head, file))
      if (text === null) return { kind: 'same', revision: head ?? '' }
      const commit = await this.#commit(copy, head, file, text, message)
      const answer = await askGit({
        args: ['push', '--porcelain', place.repository, `${commit}:refs/heads/${place.branch}`],
        environment: remoteEnvironment(copy),
      })
      if (answer.code === 0) return { kind: 'written', revision: commit }
      said = `${answer.out.toString('utf8')} ${answer.err}`
      if (isRace(said)) continue
      if (isRefusal(said)) return { kind: 'refused', why: plain(answer.err === '' ? said : answer.err) }
      throw pushGaveUp(place.repository, plain(said))
    }
    throw pushGaveUp(place.repository, plain(said))
  }

  async fetchSource(application: string, repository: string): Promise<void> {
    const copy = await this.#copy(application, 'source')
    const answer = await askGit({
      args: [
        'fetch',
        '--quiet',
        '--prune',
        '--force',
        repository,
        '+refs/heads/*:refs/heads/*',
        '+refs/tags/*:refs/tags/*',
      ],
      environment: remoteEnvironment(copy),
    })
    if (answer.code !== 0) throw notFetched(repository, plain(answer.err))
  }

  async version(application: string, word: string) {
    return versionOf(await this.#copy(application, 'source'), word)
  }

  async describe(application: string, commit: string): Promise<string> {
    return describe(await this.#copy(application, 'source'), commit)
  }

  async contains(application: string, descendant: string, ancestor: string): Promise<boolean> {
    return containsIn(await this.#copy(application, 'source'), descendant, ancestor)
  }

  async file(application: string, commit: string, path: string): Promise<Uint8Array | null> {
    return fileAt(await this.#copy(application, 'source'), commit, path)
  }

  async tips(application: string, commit: string): Promise<readonly string[]> {
    return tips(await this.#copy(application, 'source'), commit)
  }

  async pack(application: string, commit: string, have: readonly string[]) {
    return packFor(await this.#copy(application, 'source'), commit, have)
  }

  /** The branch as it is there now; null where it is not there yet. */
  async #fetchBranch(copy: Repository, { repository, branch }: KeptPlace): Promise<string | null> {
    const environment = remoteEnvironment(copy)
    const listed = await askGit({
      args: ['ls-remote', '--exit-code', '--heads', repository, `refs/heads/${branch}`],
      environment,
    })
    if (listed.code === 2) return null
    if (listed.code !== 0) throw notFetched(repository, plain(listed.err))
    const answer = await askGit({
      args: ['fetch', '--quiet', '--no-tags', '--force', repository, `+refs/heads/${branch}:${branchRef}`],
      environment,
    })
    if (answer.code !== 0) throw notFetched(repository, plain(answer.err))
    return (await runGit({ args: ['rev-parse', branchRef], environment })).toString('latin1').trim()
  }

  /** One file changed upon a commit, without any working tree. */
  async #commit(
    copy: Repository,
    head: string | null,
    file: string,
    text: string,
    message: string,
  ): Promise<string> {
    const index = join(copy.gitDir, `kept-index-${process.pid}`)
    const environment = { ...remoteEnvironment(copy), GIT_INDEX_FILE: index }
    const say = async (args: readonly string[], input?: string): Promise<string> =>
      (await runGit({ args, environment, ...(input === undefined ? {} : { input }) }))
        .toString('latin1')
        .trim()
    try {
      await say(head === null ? ['read-tree', '--empty'] : ['read-tree', head])
      const blob = await say(['hash-object', '-w', '--stdin'], text)
      await say(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`])
      const tree = await say(['write-tree'])
      return await say(['commit-tree', tree, ...(head === null ? [] : ['-p', head])], message)
    } finally {
      await rm(index, { force: true })
    }
  }

  #copy(application: string, what: 'manifest' | 'source'): Promise<Repository> {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(application)) throw badApplicationName(application)
    const folder = join(this.#root, `${application}.${what}.git`)
    const known = this.#open.get(folder) ?? this.#make(folder)
    this.#open.set(folder, known)
    known.catch(() => this.#open.delete(folder))
    return known
  }

  async #make(folder: string): Promise<Repository> {
    if ((await stat(join(folder, 'HEAD')).catch(() => null)) === null) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await runGit({
        args: ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', folder],
        environment: {
          PATH: process.env['PATH'] ?? '',
          HOME: '/nonexistent',
          GIT_CONFIG_NOSYSTEM: '1',
          LC_ALL: 'C',
        },
      })
    }
    return openRepository(folder)
  }
}
