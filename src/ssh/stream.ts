import { type ChildProcess, spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import { ProblemError } from '../kernel/problem.ts'
import { explainSsh } from './explain.ts'
import { readGreeting } from './greeting.ts'
import { silent, sshMissing } from './messages.ts'

/** What may be written by shells and banners before the greeting. */
const mostNoise = 65_536
const mostSaid = 16_384
/** A cold server starts its control plane first; a person may be asked for a passphrase. */
const greetsWithin = 120_000

/**
 * One ssh process as a stream: its standard input and output, from the bridge's greeting on. It is an error with a
 * problem where no greeting comes; a stream that breaks later simply ends.
 */
export class SshStream extends Duplex {
  readonly #child: ChildProcess
  readonly #server: string
  readonly #timer: NodeJS.Timeout
  #said = ''
  #noise: Buffer | null = Buffer.alloc(0)

  constructor(server: string, argv: readonly string[]) {
    super({ allowHalfOpen: true })
    this.#server = server
    const [command = 'ssh', ...rest] = argv
    const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    this.#timer = setTimeout(() => this.#fail(silent(server, greetsWithin / 1_000)), greetsWithin)
    this.#timer.unref()
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') this.destroy(new ProblemError(sshMissing(), error))
      else this.destroy(error)
    })
    child.stderr?.on('data', (part: Buffer) => {
      this.#said = (this.#said + part.toString('utf8')).slice(-mostSaid)
    })
    child.stdin?.on('error', () => undefined)
    child.stdout?.on('error', () => undefined)
    child.stdout?.on('data', (part: Buffer) => this.#hear(part))
    child.once('close', (code) => this.#ended(code))
  }

  /** What `http.Agent` asks of a socket and a pipe has not. */
  setKeepAlive(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setTimeout(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  #hear(part: Buffer): void {
    if (this.#noise === null) {
      if (!this.push(part)) this.#child.stdout?.pause()
      return
    }
    let held = Buffer.concat([this.#noise, part])
    for (let at = held.indexOf(10); at >= 0; at = held.indexOf(10)) {
      const greeting = readGreeting(held.toString('utf8', 0, at).trim())
      held = held.subarray(at + 1)
      if (greeting === null) continue
      clearTimeout(this.#timer)
      if (greeting.problems !== undefined) {
        this.destroy(new ProblemError(greeting.problems))
        return
      }
      this.#noise = null
      if (held.length > 0) this.push(held)
      return
    }
    this.#noise = held
    if (held.length > mostNoise) this.#fail(explainSsh(this.#server, 0, 'it writes, and not what it should'))
  }

  #ended(code: number | null): void {
    clearTimeout(this.#timer)
    if (this.destroyed) return
    if (this.#noise !== null) this.#fail(explainSsh(this.#server, code, this.#said))
    else {
      this.push(null)
      this.destroy()
    }
  }

  #fail(problem: ConstructorParameters<typeof ProblemError>[0]): void {
    this.destroy(new ProblemError(problem))
  }

  override _read(): void {
    this.#child.stdout?.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const { stdin } = this.#child
    if (stdin === null || stdin.destroyed || stdin.writableEnded) {
      done()
      return
    }
    // An error of the pipe is told by the end of ssh, which knows why.
    stdin.write(chunk, () => done())
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin?.end(() => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer)
    this.#child.stdin?.destroy()
    this.#child.stdout?.destroy()
    if (this.#child.exitCode === null) this.#child.kill('SIGTERM')
    done(error)
  }
}
