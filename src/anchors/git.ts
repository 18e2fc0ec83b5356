import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { anchorLine, readAnchors } from '../ledger/anchor.ts'
import type { Anchored } from '../ports/anchors.ts'
import { unreachable } from './messages.ts'

const within = 60_000
const most = 64 * 1024 * 1024
/** A push that lost a race is made anew upon what won. */
const races = 5

export type Place = { readonly repository: string; readonly branch: string }

type Call = { readonly args: readonly string[]; readonly input?: string; readonly index?: string }

/** Nothing of the server's own configuration counts; ssh asks nobody. */
const environmentOf = (folder: string, index: string | undefined): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: homedir(),
  LC_ALL: 'C',
  GIT_DIR: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10',
  GIT_AUTHOR_NAME: 'Ecluse',
  GIT_AUTHOR_EMAIL: 'ecluse@localhost',
  GIT_COMMITTER_NAME: 'Ecluse',
  GIT_COMMITTER_EMAIL: 'ecluse@localhost',
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_0: 'core.hooksPath',
  GIT_CONFIG_VALUE_0: '/dev/null',
  GIT_CONFIG_KEY_1: 'safe.directory',
  GIT_CONFIG_VALUE_1: '*',
  GIT_CONFIG_KEY_2: 'gc.auto',
  GIT_CONFIG_VALUE_2: '0',
  ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
})

const run = (
  folder: string,
  { args, input, index }: Call,
): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = spawn('git', [...args], { cwd: '/', env: environmentOf(folder, index), timeout: within })
    const parts = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      if (parts.out.length < most) parts.out += part
    })
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      if (parts.err.length < 65_536) parts.err += part
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    child.on('error', (error) => resolve({ code: -1, out: '', err: String(error) }))
    child.on('close', (code) => resolve({ code: code ?? -1, ...parts }))
  })

/** The last thing that git complained of, without the address: it may name hosts that not everybody reads of. */
const lastOf = (err: string): string => {
  const lines = err.split('\n').filter((line) => line.trim() !== '')
  const complaints = lines.filter((line) => /^(fatal|error|remote): /.test(line))
  return (complaints.at(-1) ?? lines.at(-1))?.slice(0, 200) ?? 'git failed'
}

const must = async (place: Place, folder: string, call: Call): Promise<string> => {
  const { code, out, err } = await run(folder, call)
  if (code !== 0) throw unreachable(`${place.repository} ${place.branch}`, lastOf(err))
  return out.trim()
}

const fileOf = (ledger: string): string => `ledger-${ledger}.txt`

/** A bare repository of ours for each place, below a folder of the data folder. */
const prepared = async (root: string, place: Place): Promise<string> => {
  const name = createHash('sha256').update(`${place.repository} ${place.branch}`).digest('hex').slice(0, 24)
  const folder = join(root, `${name}.git`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await must(place, folder, { args: ['init', '--quiet', '--bare', folder] })
  return folder
}

/** The branch as it is there now; null: it is not there yet. */
const fetched = async (folder: string, place: Place): Promise<string | null> => {
  const { repository, branch } = place
  const listed = await must(place, folder, { args: ['ls-remote', '--', repository, `refs/heads/${branch}`] })
  if (listed === '') return null
  await must(place, folder, {
    args: [
      'fetch',
      '--quiet',
      '--no-tags',
      '--depth=1',
      '--',
      repository,
      `+refs/heads/${branch}:refs/anchor`,
    ],
  })
  return must(place, folder, { args: ['rev-parse', 'refs/anchor'] })
}

const textAt = async (folder: string, commit: string | null, ledger: string): Promise<string> => {
  if (commit === null) return ''
  const { code, out } = await run(folder, { args: ['cat-file', 'blob', `${commit}:${fileOf(ledger)}`] })
  return code === 0 ? out : ''
}

const committed = async (
  folder: string,
  place: Place,
  parent: string | null,
  ledger: string,
  head: Anchored,
): Promise<string> => {
  const index = join(folder, 'anchor-index')
  const ask = (args: readonly string[], input?: string) =>
    must(place, folder, { args, index, ...(input === undefined ? {} : { input }) })
  await ask(parent === null ? ['read-tree', '--empty'] : ['read-tree', parent])
  const before = await textAt(folder, parent, ledger)
  const whole = before === '' || before.endsWith('\n') ? before : `${before}\n`
  const blob = await ask(['hash-object', '-w', '--stdin'], whole + anchorLine(head))
  await ask(['update-index', '--add', '--cacheinfo', `100644,${blob},${fileOf(ledger)}`])
  const tree = await ask(['write-tree'])
  const after = parent === null ? [] : ['-p', parent]
  return ask(['commit-tree', tree, ...after, '-m', `Ledger ${ledger}: ${head.seq} ${head.digest}`])
}

/** A commit upon what stands there; never a forced push. */
export const putInGit = async (root: string, place: Place, ledger: string, head: Anchored): Promise<void> => {
  const folder = await prepared(root, place)
  for (let race = 1; ; race += 1) {
    const parent = await fetched(folder, place)
    const commit = await committed(folder, place, parent, ledger, head)
    const push = await run(folder, {
      args: ['push', '--quiet', '--', place.repository, `${commit}:refs/heads/${place.branch}`],
    })
    if (push.code === 0) return
    if (race === races || !/fetch first|non-fast-forward|cannot lock ref|stale info/.test(push.err))
      throw unreachable(`${place.repository} ${place.branch}`, lastOf(push.err))
  }
}

export const readFromGit = async (
  root: string,
  place: Place,
  ledger: string,
): Promise<readonly Anchored[]> => {
  const folder = await prepared(root, place)
  return readAnchors(await textAt(folder, await fetched(folder, place), ledger))
}

/** Heads of ledgers of other names, as many as stand there. */
export const othersInGit = async (root: string, place: Place, ledger: string): Promise<number> => {
  const folder = await prepared(root, place)
  const commit = await fetched(folder, place)
  if (commit === null) return 0
  const names = (await must(place, folder, { args: ['ls-tree', '--name-only', commit] })).split('\n')
  const others = names.flatMap((name) => /^ledger-([0-9a-f]{12})\.txt$/.exec(name)?.[1] ?? [])
  let heads = 0
  for (const other of others.filter((name) => name !== ledger))
    heads += readAnchors(await textAt(folder, commit, other)).length
  return heads
}
