import { askGit, type GitEnvironment, runGit, startGit } from './git.ts'
import { badCommitId, badFolder, gitFailed, lfsPointer, together, unknownCommit } from './messages.ts'
import { checkTree, parseTree, shown, type TreeEntry, type TreeLimits } from './tree.ts'

const commitPattern = /^[0-9a-f]{40}$/

export const checkCommitId = (commit: string): void => {
  if (!commitPattern.test(commit)) throw badCommitId(commit)
}

/** `./a//b/` is `a/b`, the root is ``. Throws `bad-folder` for what leaves the repository. */
export const tidyPath = (path: string): string => {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (path.startsWith('/') || path.includes('\0') || parts.includes('..')) throw badFolder(path)
  return parts.join('/')
}

/** Which of the ids are commits in this repository. */
export const commitsAmong = async (
  environment: GitEnvironment,
  commits: readonly string[],
): Promise<readonly string[]> => {
  const asked = [...new Set(commits)].filter((commit) => commitPattern.test(commit))
  if (asked.length === 0) return []
  const answer = await runGit({
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    environment,
    input: `${asked.join('\n')}\n`,
  })
  const found = new Set(
    answer
      .toString('utf8')
      .split('\n')
      .flatMap((line) => (line.endsWith(' commit') ? [line.slice(0, -7)] : [])),
  )
  return asked.filter((commit) => found.has(commit))
}

export const requireCommit = async (environment: GitEnvironment, commit: string): Promise<void> => {
  checkCommitId(commit)
  if ((await commitsAmong(environment, [commit])).length === 0) throw unknownCommit(commit)
}

/** The entry at a path of a commit; null when it is not there. The root is a folder. */
export const entryAt = async (
  environment: GitEnvironment,
  commit: string,
  path: string,
): Promise<TreeEntry | null> => {
  const tidy = tidyPath(path)
  if (tidy === '') {
    const tree = await runGit({ args: ['rev-parse', '--verify', '-q', `${commit}^{tree}`], environment })
    return { path: '', kind: 'folder', object: tree.toString('utf8').trim(), size: 0 }
  }
  const listing = await runGit({
    args: ['ls-tree', '-z', '-l', '--full-tree', commit, '--', tidy],
    environment,
  })
  const wanted = Buffer.from(tidy).toString('latin1')
  return parseTree(listing).find((entry) => entry.path === wanted) ?? null
}

/** Names of what stands in a folder of a commit; none where there is no such folder. */
export const namesIn = async (
  environment: GitEnvironment,
  commit: string,
  folder: string,
): Promise<readonly string[]> => {
  const args = ['ls-tree', '-z', '--name-only', '--full-tree', `${commit}:${tidyPath(folder)}`]
  const { code, out } = await askGit({ args, environment })
  return code === 0
    ? out
        .toString('utf8')
        .split('\0')
        .filter((name) => name !== '')
    : []
}

/** Everything below a tree, folders before what they hold. */
export const listTree = async (environment: GitEnvironment, tree: string): Promise<readonly TreeEntry[]> =>
  parseTree(await runGit({ args: ['ls-tree', '-z', '-r', '-t', '-l', '--full-tree', tree], environment }))

/** The bytes of all files whose path is wanted. Links and what is too large for a text are left out. */
const filesWhere = async (
  environment: GitEnvironment,
  commit: string,
  wanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const entries = (await listTree(environment, commit)).flatMap(({ path, kind, object, size }) => {
    const text = Buffer.from(path, 'latin1').toString('utf8')
    const isText = (kind === 'file' || kind === 'program') && size <= largestText
    return isText && wanted(text) ? [{ path: text, object }] : []
  })
  const found = new Map<string, Uint8Array>()
  const objects = entries.map(({ object }) => object)
  let index = 0
  for await (const blob of readBlobs(environment, objects)) {
    const parts: Buffer[] = []
    for await (const part of blob.bytes()) parts.push(part)
    found.set(entries[index]?.path ?? '', Buffer.concat(parts))
    index += 1
  }
  return found
}

/** The bytes of all files with one name, by path, that are wanted. */
export const filesNamed = (
  environment: GitEnvironment,
  commit: string,
  name: string,
  wanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> =>
  filesWhere(environment, commit, (path) => (path === name || path.endsWith(`/${name}`)) && wanted(path))

/** The bytes of all files below a folder, by their path from it. */
export const filesBelow = async (
  environment: GitEnvironment,
  commit: string,
  folder: string,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const prefix = folder === '.' ? '' : `${folder}/`
  const found = await filesWhere(environment, commit, (path) => path.startsWith(prefix))
  return new Map([...found].map(([path, bytes]) => [path.slice(prefix.length), bytes]))
}

export type Blob = { readonly object: string; readonly size: number; bytes(): AsyncIterable<Buffer> }

/** Reads objects one after the other in one git process. Each one's bytes are read before the next is asked for. */
export async function* readBlobs(
  environment: GitEnvironment,
  objects: readonly string[],
): AsyncGenerator<Blob> {
  if (objects.length === 0) return
  const { child, ended, err } = startGit({ args: ['cat-file', '--batch'], environment })
  child.stdin.end(`${objects.join('\n')}\n`)
  const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<void> => {
    const next = await chunks.next()
    if (next.done) throw gitFailed(['cat-file'], err())
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
  }
  const line = async (): Promise<string> => {
    while (!held.includes(10)) await more()
    const end = held.indexOf(10)
    const words = held.toString('utf8', 0, end)
    held = held.subarray(end + 1)
    return words
  }
  async function* bytes(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (held.length === 0) await more()
      const part = held.subarray(0, left)
      held = held.subarray(part.length)
      left -= part.length
      yield part
    }
  }
  try {
    for (const object of objects) {
      const [name, kind, size = '0'] = (await line()).split(' ')
      if (name !== object || kind !== 'blob') throw gitFailed(['cat-file'], `${object} is no file`)
      const content = bytes(Number(size))
      yield { object, size: Number(size), bytes: () => content }
      for await (const _ of content);
      await line()
    }
    await ended
  } finally {
    child.kill('SIGKILL')
  }
}

/** The targets of all links, by path, as bytes one a character. */
const readLinks = async (
  environment: GitEnvironment,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<string, string>> => {
  const links = entries.filter((entry) => entry.kind === 'link' && entry.size <= 4096)
  const targets = new Map<string, string>()
  let index = 0
  for await (const blob of readBlobs(
    environment,
    links.map((link) => link.object),
  )) {
    const parts: Buffer[] = []
    for await (const part of blob.bytes()) parts.push(part)
    targets.set(links[index]?.path ?? '', Buffer.concat(parts).toString('latin1'))
    index += 1
  }
  return targets
}

/** Of a file that is read for what it says, in bytes. */
const largestText = 4 * 1_048_576

const pointerHead = 'version https://git-lfs.github.com/spec/'

/** The pointer format's own limit is 1,024 bytes (git-lfs docs/spec.md). */
const isPointer = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, pointerHead.length) === pointerHead && bytes.includes('\noid sha256:')

export const refusePointers = async (
  environment: GitEnvironment,
  entries: readonly TreeEntry[],
): Promise<void> => {
  const small = entries.filter(
    ({ kind, size }) => (kind === 'file' || kind === 'program') && size >= 100 && size < 1024,
  )
  const pointers: string[] = []
  let index = 0
  for await (const blob of readBlobs(
    environment,
    small.map((entry) => entry.object),
  )) {
    const parts: Buffer[] = []
    for await (const part of blob.bytes()) parts.push(part)
    if (isPointer(Buffer.concat(parts))) pointers.push(small[index]?.path ?? '')
    index += 1
  }
  if (pointers.length > 0) throw together(pointers.map((path) => lfsPointer(shown(path))))
}

/** Lists a tree and refuses what may not be shipped, links that leave and LFS pointers included. */
export const inspectTree = async (
  environment: GitEnvironment,
  tree: string,
  limits: TreeLimits,
): Promise<{ readonly entries: readonly TreeEntry[]; readonly links: ReadonlyMap<string, string> }> => {
  const entries = await listTree(environment, tree)
  const links = await readLinks(environment, entries)
  checkTree(entries, links, limits)
  await refusePointers(environment, entries)
  return { entries, links }
}

/** Whether git answers yes (0) or no (1) to a question; anything else throws. */
export const isTrue = async (environment: GitEnvironment, args: readonly string[]): Promise<boolean> => {
  const answer = await askGit({ args, environment })
  if (answer.code > 1) throw gitFailed(args, answer.err)
  return answer.code === 0
}
