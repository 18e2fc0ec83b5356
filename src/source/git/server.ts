import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../folder/durable.ts'
import { weightOf } from '../../folder/weight.ts'
import type { Like } from '../../images/like.ts'
import type { Instant } from '../../kernel/time.ts'
import type { CommitInfo, Source } from '../../ports/source.ts'
import { authorsIn } from './authors.ts'
import { writeOne, writeTree } from './checkout.ts'
import { type GitEnvironment, runGit, serverEnvironment } from './git.ts'
import { readRange } from './history.ts'
import { lostIn } from './lost.ts'
import { badApplicationName, folderMissing, unknownCommit } from './messages.ts'
import { commitsAmong, entryAt, filesBelow, filesNamed, isTrue, namesIn, requireCommit } from './objects.ts'
import { commitRef, ensureRepository, type Offer, receivePack } from './receive.ts'
import { readShallow, trueParents } from './shallow.ts'
import { type TreeLimits, treeLimits } from './tree.ts'

export type GitSourceOptions = {
  /** Holds one `APPLICATION.git` each. */
  readonly repositories: string
  readonly limits?: { readonly pack: number; readonly tree: TreeLimits }
}

const defaultLimits = { pack: 4_096 * 1_048_576, tree: treeLimits }

const plain = (words: string): string => words.replaceAll(/\p{Cc}+/gu, ' ').trim()

/** The server's repositories, by the system's git. */
export class GitSource implements Source {
  readonly #repositories: string
  readonly #limits: { readonly pack: number; readonly tree: TreeLimits }
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(options: GitSourceOptions) {
    this.#repositories = options.repositories
    this.#limits = options.limits ?? defaultLimits
  }

  async have(application: string, commits: readonly string[]): Promise<readonly string[]> {
    const environment = await this.#existing(application)
    return environment === null ? [] : commitsAmong(environment, commits)
  }

  async receive(application: string, offer: Offer, pack: AsyncIterable<Uint8Array>): Promise<void> {
    const gitDir = this.#gitDir(application)
    const before = this.#turns.get(gitDir) ?? Promise.resolve()
    const turn = before.catch(() => undefined).then(() => this.#take(gitDir, offer, pack))
    this.#turns.set(gitDir, turn)
    try {
      await turn
    } finally {
      if (this.#turns.get(gitDir) === turn) this.#turns.delete(gitDir)
    }
  }

  async info(application: string, commit: string): Promise<CommitInfo> {
    const environment = await this.#at(application, commit)
    const answer = await runGit({
      args: ['show', '-s', '--encoding=UTF-8', '--format=%s%x00%an%x00%ae%x00%ct', commit],
      environment,
    })
    const [subject = '', name = '', email = '', seconds = '0'] = answer.toString('utf8').split('\0')
    return {
      commit,
      parents: await trueParents(environment, commit),
      subject: plain(subject),
      author: { name: plain(name), email: plain(email) },
      committedAt: Number(seconds) * 1_000,
      version: await this.#version(application, commit),
    }
  }

  async dates(application: string, commits: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    const environment = await this.#existing(application)
    if (environment === null || commits.length === 0) return new Map()
    const answer = await runGit({
      args: ['log', '--no-walk=unsorted', '--ignore-missing', '--stdin', '--format=%H %ct'],
      environment,
      input: `${commits.join('\n')}\n`,
    })
    const lines = answer.toString('utf8').split('\n').filter(Boolean)
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf(' ')), Number(line.split(' ')[1]) * 1_000]),
    )
  }

  async file(application: string, commit: string, path: string): Promise<Uint8Array | null> {
    const environment = await this.#at(application, commit)
    const entry = await entryAt(environment, commit, path)
    if (entry === null || (entry.kind !== 'file' && entry.kind !== 'program')) return null
    return runGit({ args: ['cat-file', 'blob', entry.object], environment })
  }

  async tree(application: string, commit: string, folder: string): Promise<string | null> {
    const environment = await this.#at(application, commit)
    const entry = await entryAt(environment, commit, folder)
    return entry?.kind === 'folder' ? entry.object : null
  }

  async names(application: string, commit: string, folder: string): Promise<readonly string[]> {
    const environment = await this.#at(application, commit)
    return namesIn(environment, commit, folder)
  }

  async named(
    application: string,
    commit: string,
    name: string,
    wanted: (path: string) => boolean,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const environment = await this.#at(application, commit)
    return filesNamed(environment, commit, name, wanted)
  }

  async below(application: string, commit: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const environment = await this.#at(application, commit)
    return filesBelow(environment, commit, folder)
  }

  async checkout(
    application: string,
    commit: string,
    folder: string,
    into: string,
    like?: Like,
  ): Promise<void> {
    const environment = await this.#at(application, commit)
    const entry = await entryAt(environment, commit, folder)
    if (entry?.kind === 'file' || entry?.kind === 'program')
      return writeOne(environment, entry, into, this.#limits.tree)
    if (entry?.kind !== 'folder') throw folderMissing(folder, commit)
    await writeTree(environment, entry.object, into, this.#limits.tree, like)
  }

  async contains(application: string, descendant: string, ancestor: string): Promise<boolean | null> {
    const environment = await this.#existing(application)
    if (environment === null) return null
    if (descendant === ancestor)
      return (await commitsAmong(environment, [descendant])).length === 1 ? true : null
    if ((await commitsAmong(environment, [descendant, ancestor])).length < 2) return null
    if (await isTrue(environment, ['merge-base', '--is-ancestor', ancestor, descendant])) return true
    return (await this.#isCut(application, environment, descendant)) ? null : false
  }

  async authors(application: string, commit: string, since: string | null) {
    const environment = await this.#at(application, commit)
    if (since !== null && (await commitsAmong(environment, [since])).length === 0) return null
    // Behind a shallow boundary anybody may have written a part of it.
    if (since !== null && (await this.contains(application, commit, since)) === null) return null
    return authorsIn(environment, commit, since)
  }

  async lost(application: string, commit: string, running: string, paths: readonly string[]) {
    if ((await this.contains(application, commit, running)) === null) return null
    const environment = await this.#at(application, commit)
    return lostIn(environment, commit, running, paths)
  }

  /** Whether the history of a commit ends at a shallow boundary: then "no" is not known. */
  async #isCut(application: string, environment: GitEnvironment, commit: string): Promise<boolean> {
    const shallow = new Set(await readShallow(this.#gitDir(application)))
    if (shallow.size === 0) return false
    const history = await runGit({ args: ['rev-list', commit], environment })
    return history
      .toString('latin1')
      .split('\n')
      .some((line) => shallow.has(line))
  }

  async range(application: string, from: string | null, to: string, most: number) {
    const environment = await this.#at(application, to)
    if (from !== null) await requireCommit(environment, from)
    const gitDir = this.#gitDir(application)
    return readRange({ gitDir, commonDir: gitDir, root: gitDir, environment }, from, to, most)
  }

  weigh(application: string): Promise<number> {
    return weightOf(this.#gitDir(application))
  }

  /** Takes the repository away; nothing happens where there is none. */
  async forget(application: string): Promise<void> {
    await rm(this.#gitDir(application), { recursive: true, force: true })
  }

  async #take(gitDir: string, offer: Offer, pack: AsyncIterable<Uint8Array>): Promise<void> {
    await mkdir(this.#repositories, { recursive: true, mode: 0o700 })
    await ensureRepository(gitDir)
    await receivePack(gitDir, offer, pack, this.#limits)
    const { version } = offer
    if (version === undefined || !/^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,99}$/.test(version)) return
    const path = join(gitDir, 'versions', offer.commit)
    // The first one stands: a version is part of what a release says of itself.
    if ((await stat(path).catch(() => null)) !== null) return
    await mkdir(join(gitDir, 'versions'), { recursive: true, mode: 0o700 })
    await writeDurably(path, `${version}\n`)
  }

  async #version(application: string, commit: string): Promise<string> {
    const path = join(this.#gitDir(application), 'versions', commit)
    const stored = await readFile(path, 'utf8').catch(() => '')
    return stored.trim() === '' ? commit.slice(0, 7) : stored.trim()
  }

  #gitDir(application: string): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(application)) throw badApplicationName(application)
    return join(this.#repositories, `${application}.git`)
  }

  async #existing(application: string): Promise<GitEnvironment | null> {
    const gitDir = this.#gitDir(application)
    const there = await stat(join(gitDir, 'HEAD')).catch(() => null)
    return there === null ? null : serverEnvironment(gitDir)
  }

  async #at(application: string, commit: string): Promise<GitEnvironment> {
    const environment = await this.#existing(application)
    if (environment === null) throw unknownCommit(commit)
    await requireCommit(environment, commit)
    return environment
  }
}

export { commitRef }
