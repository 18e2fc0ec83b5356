import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import type { Folder } from '../folder/layout.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { answers } from '../lines/server.ts'
import { supervisorLog } from './launch.ts'
import { type Endpoint, isHandle, post } from './link.ts'
import { openLog } from './logs.ts'
import { lifelineMark, ownEnvironment } from './marks.ts'
import { addressTaken } from './messages.ts'
import type { TcpHandle } from './sockets.ts'

/** The data plane's side of the channel to its supervisor, whichever of the two started the other. */
export type Lifeline = {
  /**
   * The bound socket of `HOST:PORT` or `[IPV6]:PORT`: `server.listen(handle)` listens on it. Asked for again after a
   * supervisor's death where the answer was still open. Undefined: to be bound there, since the supervisor is not ours
   * to start again and the next one has no channel to us. Throws `address-taken`, `address-refused`.
   */
  want(address: string): Promise<TcpHandle | undefined>
  /** The address is served no more: closed here and in the supervisor. */
  drop(address: string): void
  /** Lets the supervisor go without starting another: before an end on purpose. */
  close(): void
}

type Heard = { readonly socket?: string; readonly problem?: Problem }
type Asked = { readonly hear: (handle: TcpHandle | undefined) => void; readonly fail: (error: Error) => void }

/** Between two tries to start a supervisor again, in milliseconds. */
const again = 100

/**
 * Holds the lifeline from within the data plane. When the supervisor dies, starts another as a detached child
 * (`supervisor`: argv of `main/supervisor`, `--data DIR` included; null: not ours to start) and hands the sockets back.
 */
export const holdLifeline = (folder: Folder, supervisor: readonly string[] | null): Lifeline => {
  const lifeline = new Holding(folder, supervisor)
  if (process.channel !== undefined && process.connected) lifeline.attach(process as Endpoint)
  else void lifeline.restart()
  return lifeline
}

class Holding implements Lifeline {
  readonly #folder: Folder
  readonly #supervisor: readonly string[] | null
  readonly #handles = new Map<string, TcpHandle>()
  readonly #asked = new Map<string, Asked[]>()
  #endpoint: Endpoint | null = null
  #closed = false

  constructor(folder: Folder, supervisor: readonly string[] | null) {
    this.#folder = folder
    this.#supervisor = supervisor
  }

  want(address: string): Promise<TcpHandle | undefined> {
    const held = this.#handles.get(address)
    // A server that failed to listen closed it.
    if (held !== undefined && held.fd >= 0) return Promise.resolve(held)
    if (this.#endpoint === null && this.#supervisor === null) return Promise.resolve(undefined)
    return new Promise((hear, fail) => {
      this.#asked.set(address, [...(this.#asked.get(address) ?? []), { hear, fail }])
      if (this.#endpoint !== null) post(this.#endpoint, { want: address })
    })
  }

  drop(address: string): void {
    this.#handles.delete(address)
    if (this.#endpoint !== null) post(this.#endpoint, { drop: address })
  }

  close(): void {
    this.#closed = true
  }

  attach(endpoint: Endpoint): void {
    this.#endpoint = endpoint
    endpoint.on('message', (message, handle) => this.#hear(message as Heard, handle))
    const lost = () => {
      if (this.#endpoint !== endpoint) return
      this.#endpoint = null
      void this.restart()
    }
    endpoint.once('disconnect', lost)
    // One that dies while a handle is on its way to it may never be told as disconnected.
    endpoint.once('exit', lost)
    for (const [address, handle] of this.#handles)
      if (handle.fd >= 0) post(endpoint, { socket: address }, handle)
    for (const address of this.#asked.keys()) post(endpoint, { want: address })
  }

  /**
   * One that somebody else started is left alone: it takes over, or ends in favour of ours. Also where everything is
   * being stopped on purpose: the next supervisor goes on with that.
   */
  async restart(): Promise<void> {
    if (this.#supervisor === null) return this.#bindThere()
    while (!this.#closed && this.#endpoint === null) {
      if (!(await answers(this.#folder.sockets.supervisor)) && this.#endpoint === null) {
        const child = this.#start()
        if (child.pid !== undefined) return this.attach(child)
      }
      await new Promise((resolve) => setTimeout(resolve, again))
    }
  }

  #bindThere(): void {
    for (const one of [...this.#asked.values()].flat()) one.hear(undefined)
    this.#asked.clear()
  }

  #start(): ChildProcess {
    const [command = '', ...rest] = this.#supervisor ?? []
    const output = openLog(supervisorLog(this.#folder))
    const child = spawn(command, rest, {
      cwd: this.#folder.root,
      env: { ...ownEnvironment(this.#folder), [lifelineMark]: 'data-plane' },
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    })
    closeSync(output)
    child.on('error', () => undefined)
    return child
  }

  #hear({ socket, problem }: Heard, handle: unknown): void {
    if (typeof socket !== 'string') return
    const asked = this.#asked.get(socket) ?? []
    this.#asked.delete(socket)
    if (isHandle(handle)) {
      if (asked.length === 0) return void handle.close()
      this.#handles.set(socket, handle)
      for (const one of asked) one.hear(handle)
    } else {
      for (const one of asked) one.fail(new ProblemError(problem ?? addressTaken(socket, 'EINVAL')))
    }
  }
}
