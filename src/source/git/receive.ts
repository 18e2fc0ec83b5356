import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../folder/durable.ts'
import { notWritten } from '../../folder/messages.ts'
import { askGit, type GitEnvironment, runGit, serverEnvironment, startGit } from './git.ts'
import { badPack, fileTooLarge, notConnected, packTooLarge } from './messages.ts'
import { checkCommitId, commitsAmong, listTree } from './objects.ts'
import { missingParents, readShallow, writeShallow } from './shallow.ts'
import { shown, type TreeLimits } from './tree.ts'

export type Offer = {
  readonly commit: string
  readonly shallow: readonly string[]
  readonly version?: string
}

export const commitRef = (commit: string): string => `refs/ecluse/commits/${commit}`

/**
 * Faults of old histories that harm nobody here (git's own message ids): such commits were made by old tools and
 * cannot be mended. Everything that could hurt a checkout stays an error.
 */
const forgiven = [
  'zeroPaddedFilemode',
  'badFilemode',
  'badTimezone',
  'badDate',
  'badDateOverflow',
  'zeroPaddedDate',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'missingEmail',
  'missingNameBeforeEmail',
  'badEmail',
  'badName',
  'nulInCommit',
]

type Quarantine = { readonly root: string; readonly objects: string; readonly environment: GitEnvironment }

const openQuarantine = async (gitDir: string, shallow: readonly string[]): Promise<Quarantine> => {
  const root = join(gitDir, 'incoming', randomBytes(8).toString('hex'))
  const objects = join(root, 'objects')
  await mkdir(join(objects, 'info'), { recursive: true })
  await mkdir(join(objects, 'pack'))
  // Relative to the quarantine's own object folder: a data folder may hold any character in its path.
  await writeFile(join(objects, 'info', 'alternates'), '../../../objects\n')
  await writeFile(join(root, 'shallow'), shallow.map((commit) => `${commit}\n`).join(''))
  const environment = {
    ...serverEnvironment(gitDir),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_SHALLOW_FILE: join(root, 'shallow'),
  }
  return { root, objects, environment }
}

/** What git says of a full disk, in the C locale (strerror(3)). */
const fullDisk = /No space left on device|Disk quota exceeded/

const noRoom = (path: string) =>
  notWritten(path, Object.assign(new Error('no space left'), { code: 'ENOSPC' }))

const orNoRoom = (path: string) => (error: unknown) => {
  const { code } = error as NodeJS.ErrnoException
  throw code === 'ENOSPC' || code === 'EDQUOT' ? notWritten(path, error) : error
}

/** Feeds the pack to `index-pack --strict`, which checks every object and every link between them. */
const indexPack = async (
  quarantine: Quarantine,
  commit: string,
  pack: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<void> => {
  const args = [
    'index-pack',
    '--stdin',
    '--fix-thin',
    `--strict=${forgiven.map((id) => `${id}=ignore`).join(',')}`,
    `--max-input-size=${limit}`,
  ]
  const { child, ended, err } = startGit({ args, environment: quarantine.environment })
  child.stdout.resume()
  let size = 0
  try {
    for await (const chunk of pack) {
      size += chunk.length
      if (size > limit) throw packTooLarge(limit)
      if (child.exitCode === null && !child.stdin.write(chunk)) await drained(child.stdin, ended)
    }
    child.stdin.end()
    if ((await ended) !== 0) throw fullDisk.test(err()) ? noRoom(quarantine.root) : badPack(commit, err())
  } finally {
    child.kill('SIGKILL')
    await ended.catch(() => undefined)
  }
}

const drained = async (stream: NodeJS.WritableStream, over: Promise<unknown>): Promise<void> => {
  const gone = new AbortController()
  const emptied = once(stream, 'drain', { signal: gone.signal })
  try {
    await Promise.race([emptied, over])
  } catch {
    // Git has closed its end: its exit code says why.
  } finally {
    gone.abort()
    await emptied.catch(() => undefined)
  }
}

/** Every object that the commit needs is here, down to the shallow boundaries. */
const checkConnected = async ({ environment }: Quarantine, commit: string): Promise<void> => {
  if ((await commitsAmong(environment, [commit])).length === 0) throw notConnected(commit)
  const answer = await askGit({
    args: ['rev-list', '--objects', '--quiet', commit, '--not', '--all'],
    environment,
  })
  if (answer.code !== 0) throw notConnected(commit)
}

const checkSizes = async ({ environment }: Quarantine, commit: string, limits: TreeLimits) => {
  for (const entry of await listTree(environment, `${commit}^{tree}`)) {
    if (entry.size > limits.file) throw fileTooLarge(shown(entry.path), entry.size, limits.file)
  }
}

/** The index of a pack comes last: a pack without one does not exist for git. */
const migrate = async (gitDir: string, { objects }: Quarantine): Promise<void> => {
  const from = join(objects, 'pack')
  const into = join(gitDir, 'objects', 'pack')
  const names = (await readdir(from)).filter((name) => /^pack-[0-9a-f]+\.(pack|rev|idx)$/.test(name))
  names.sort((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')))
  for (const name of names) await rename(join(from, name), join(into, name))
  await syncFolder(into)
}

const tooManyPacks = 50

/** One pack out of many, so that look-ups stay quick after thousands of releases. Unreachable objects are kept. */
const tidyPacks = async (gitDir: string): Promise<void> => {
  const packs = (await readdir(join(gitDir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'))
  if (packs.length <= tooManyPacks) return
  await runGit({ args: ['repack', '-a', '-d', '-k', '-q'], environment: serverEnvironment(gitDir) })
}

/**
 * Takes a pack in: quarantine, strict check, connectivity, then shallow boundaries, objects and ref, in that order.
 * Killed at any moment, what git sees in the repository is complete: at worst unnamed objects that a later
 * receive uses. The caller lets one run at a time per repository.
 */
export const receivePack = async (
  gitDir: string,
  offer: Offer,
  pack: AsyncIterable<Uint8Array>,
  limits: { readonly pack: number; readonly tree: TreeLimits },
): Promise<void> => {
  for (const commit of [offer.commit, ...offer.shallow]) checkCommitId(commit)
  await rm(join(gitDir, 'incoming'), { recursive: true, force: true })
  const known = await readShallow(gitDir)
  const quarantine = await openQuarantine(gitDir, [...new Set([...known, ...offer.shallow])]).catch(
    orNoRoom(gitDir),
  )
  try {
    await indexPack(quarantine, offer.commit, pack, limits.pack)
    await checkConnected(quarantine, offer.commit)
    await checkSizes(quarantine, offer.commit, limits.tree)
    const cut = await missingParents(quarantine.environment, [...known, ...offer.shallow])
    await writeShallow(gitDir, [...new Set([...known, ...cut])])
    await migrate(gitDir, quarantine)
    await writeShallow(gitDir, cut)
    await runGit({
      args: ['update-ref', commitRef(offer.commit), offer.commit],
      environment: serverEnvironment(gitDir),
    })
  } finally {
    await rm(quarantine.root, { recursive: true, force: true })
  }
  await tidyPacks(gitDir)
}

/** Makes the bare repository where there is none, whole or not at all. */
export const ensureRepository = async (gitDir: string): Promise<void> => {
  if ((await stat(join(gitDir, 'HEAD')).catch(() => null)) !== null) return
  const temporary = `${gitDir}.${randomBytes(6).toString('hex')}`
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  try {
    await runGit({
      args: ['init', '--bare', '--quiet', '--template=', '--object-format=sha1'],
      environment: serverEnvironment(temporary),
    })
    await rename(temporary, gitDir)
  } catch (error) {
    if ((await stat(join(gitDir, 'HEAD')).catch(() => null)) === null) throw error
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
