import { spawn } from 'node:child_process'
import { close } from './envelope.ts'
import { longestValue } from './value.ts'

/**
 * `command-main PUBLIC-KEY COMMAND ...`: runs the command and writes what it printed to its own output, closed for
 * that key. What the command says on its standard error goes nowhere: it may hold the value, too.
 */
const [, , publicKey = '', command = '', ...rest] = process.argv

const parts: Buffer[] = []
let size = 0
let tooLarge = false

const end = (how: { code: number | null; signal: string | null; failure: string | null }): void => {
  const bytes = how.code === 0 && !tooLarge ? Buffer.concat(parts) : new Uint8Array()
  process.stdout.write(`${JSON.stringify(close(publicKey, bytes, { ...how, tooLarge }))}\n`, () =>
    process.exit(0),
  )
}

const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'] })
child.stdout.on('data', (part: Buffer) => {
  size += part.length
  if (size <= longestValue + 2) parts.push(part)
  else if (!tooLarge) {
    tooLarge = true
    child.kill('SIGKILL')
  }
})
child.on('error', (error: NodeJS.ErrnoException) =>
  end({ code: null, signal: null, failure: error.code ?? 'failed' }),
)
child.on('close', (code, signal) => end({ code, signal, failure: null }))
