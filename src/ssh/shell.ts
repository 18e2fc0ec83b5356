import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { ProblemError } from '../kernel/problem.ts'
import { type Address, type Settings, sshArgv } from './address.ts'
import { explainSsh } from './explain.ts'
import { sshMissing } from './messages.ts'

export type ShellAnswer = { readonly code: number | null; readonly out: string; readonly err: string }

/** Longest answer that is kept, in characters. */
const longest = 1_048_576
/** What ssh itself ends with when it did not get as far as the command (ssh(1), "EXIT STATUS"). */
const notThere = 255

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/**
 * Runs a script of the POSIX shell on a server, whatever shell the account has; `input` becomes its standard input.
 * Throws what keeps ssh from getting there; what the script itself ends with is answered.
 */
export const runScript = (
  server: string,
  address: Address,
  settings: Settings,
  script: string,
  input?: string | Readable,
): Promise<ShellAnswer> =>
  new Promise((resolve, reject) => {
    const [command = 'ssh', ...rest] = sshArgv(address, settings, `sh -c ${quoted(script)}`)
    const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
    const said = { out: '', err: '' }
    for (const [name, stream] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ] as const)
      stream.setEncoding('utf8').on('data', (part) => {
        said[name] = (said[name] + String(part)).slice(-longest)
      })
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new ProblemError(sshMissing(), error) : error),
    )
    child.on('close', (code) => {
      if (code === notThere) reject(new ProblemError(explainSsh(server, code, said.err)))
      else resolve({ code, ...said })
    })
    // A server that ends before it has read everything says why in its code.
    child.stdin.on('error', () => undefined)
    if (input instanceof Readable) input.pipe(child.stdin)
    else child.stdin.end(input ?? '')
  })
