import { spawn } from 'node:child_process'
import { gitFailed, gitMissing } from './messages.ts'

/** The whole environment of a git process: nothing else of ours is inherited. */
export type GitEnvironment = Readonly<Record<string, string>>

export type GitCall = {
  readonly args: readonly string[]
  readonly environment: GitEnvironment
  readonly cwd?: string
  readonly input?: string | Uint8Array
  /** Most bytes of standard output that are kept; more is an error. */
  readonly limit?: number
}

export type GitAnswer = { readonly code: number; readonly out: Buffer; readonly err: string }

const defaultLimit = 256 * 1024 * 1024

/** Configuration that no repository may override, as `GIT_CONFIG_KEY_n`. */
const pinned: readonly (readonly [string, string])[] = [
  ['safe.directory', '*'],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.quotePath', 'false'],
  ['core.bigFileThreshold', '16m'],
  ['core.fsync', 'all'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['log.showSignature', 'false'],
  ['log.mailmap', 'false'],
  ['advice.graftFileDeprecated', 'false'],
]

/** `GIT_CONFIG_COUNT` and its keys: configuration of the command, above every file. */
export const configured = (more: readonly (readonly [string, string])[] = []): GitEnvironment => {
  const all = [...pinned, ...more]
  const pairs = all.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(all.length), ...Object.fromEntries(pairs) }
}

export const commonEnvironment = (): GitEnvironment => ({
  PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_OPTIONAL_LOCKS: '0',
})

/** For the server's bare repositories: nobody's home, no configuration but the repository's own. */
export const serverEnvironment = (gitDir: string): GitEnvironment => ({
  ...commonEnvironment(),
  ...configured([['protocol.allow', 'never']]),
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_DIR: gitDir,
})

export const startGit = (call: GitCall) => {
  const child = spawn('git', [...call.args], {
    cwd: call.cwd ?? '/',
    env: { ...call.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const errors: Buffer[] = []
  let kept = 0
  child.stderr.on('data', (chunk: Buffer) => {
    if (kept < 65_536) errors.push(chunk)
    kept += chunk.length
  })
  // A child that ends before it has read everything closes its pipe: its exit code says why.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<number>((done, failed) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'ENOENT' ? gitMissing(error) : error),
    )
    child.on('close', (code, signal) => done(code ?? (signal === null ? 255 : 128)))
  })
  ended.catch(() => undefined)
  return { child, ended, err: () => Buffer.concat(errors).toString('utf8').trim() }
}

/** Runs git to its end, whatever its exit code. Throws `git-missing`, or `git-failed` when it says too much. */
export const askGit = async (call: GitCall): Promise<GitAnswer> => {
  const { child, ended, err } = startGit(call)
  const out: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > (call.limit ?? defaultLimit)) child.kill('SIGKILL')
    else out.push(chunk)
  })
  child.stdin.end(call.input ?? '')
  const code = await ended
  if (size > (call.limit ?? defaultLimit)) throw gitFailed(call.args, 'its answer is larger than expected')
  return { code, out: Buffer.concat(out), err: err() }
}

/** Runs git; anything but exit code 0 throws `git-failed` with what it said. */
export const runGit = async (call: GitCall): Promise<Buffer> => {
  const answer = await askGit(call)
  if (answer.code !== 0) throw gitFailed(call.args, answer.err)
  return answer.out
}

/** Standard output as it comes. Stopping early kills git; an exit code other than 0 throws at the end. */
export async function* streamGit(call: GitCall): AsyncGenerator<Uint8Array> {
  const { child, ended, err } = startGit(call)
  child.stdin.end(call.input ?? '')
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer
    if ((await ended) !== 0) throw gitFailed(call.args, err())
  } finally {
    child.kill('SIGKILL')
  }
}
