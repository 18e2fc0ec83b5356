import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from '../lines/server.ts'
import type { ApplicationUser } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { type Endpoint, serveSockets } from './link.ts'
import { longestLog, openLog, rotate } from './logs.ts'
import { eachSecond } from './looks.ts'
import { controlPlaneId, dataPlaneId, marks, ownEnvironment } from './marks.ts'
import { killMembers, signal } from './members.ts'
import { argvAs, as, withMask } from './privileges.ts'
import { isAlive, markedProcesses, markOf, type ProcessId, statOf } from './proc.ts'
import { reasonOf, start } from './spawn.ts'
import type { PlaneRecord } from './state.ts'
import { adopt, type Watched, watchChild } from './watched.ts'

/** Restarted at once after a life of this length; sooner dead, it waits longer each time. */
const longLife = 5_000
const longestBackoff = { dataPlane: 1_000, controlPlane: 5_000 }
/** From SIGTERM to SIGKILL when everything is stopped on purpose. */
const stopWithin = 10_000
/** From the request to leave until a data plane that has not let its socket go is killed. */
const letsGoWithin = 10_000

/** The living process of a plane, by record or by mark. */
export const findPlane = (root: string, id: string, recorded: ProcessId | null): ProcessId | undefined => {
  if (recorded !== null && isAlive(recorded) && markOf(recorded.pid, root) === id) return recorded
  return markedProcesses(root).find((one) => one.instance === id && one.group === one.pid)
}

/** One of our own processes, kept running while it is wanted. */
class Plane {
  protected readonly context: Context
  readonly #id: string
  readonly #record: PlaneRecord
  #watched: Watched | null = null
  #left: (() => void) | null = null
  #keeping = false
  #stopped = false
  readonly #longestBackoff: number
  readonly #wake = new Set<() => void>()

  constructor(context: Context, id: string, record: PlaneRecord, longest: number) {
    this.#longestBackoff = longest
    this.context = context
    this.#id = id
    this.#record = record
  }

  get pid(): number | null {
    return this.#watched?.id.pid ?? null
  }

  get restarts(): number {
    return this.#record.restarts
  }

  protected log(): string {
    return join(this.context.folder.logs, `${this.#id}.log`)
  }

  /** Who our planes run as; null: who we are. */
  protected get account(): ApplicationUser | null {
    return this.context.users?.own() ?? null
  }

  protected environment(): Record<string, string> {
    const { folder } = this.context
    return { ...ownEnvironment(folder, this.account), ...marks(folder.root, this.#id) }
  }

  /** Keeps the plane running from now on; `adopted` is one that runs already. */
  protected keep(adopted: Watched | null, begin: () => Promise<Watched>): void {
    this.#stopped = false
    if (this.#keeping) return
    this.#keeping = true
    void this.#live(adopted, begin).finally(() => {
      this.#keeping = false
    })
  }

  /** Replaces it by a new start: `leave` asks it to go, and answers when the next one may begin. */
  protected async replace(leave: (watched: Watched) => Promise<void>): Promise<void> {
    const watched = this.#watched
    if (watched === null || this.#stopped) return
    await leave(watched)
    this.#left?.()
  }

  /** Ends it and does not start it again. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const wake of this.#wake) wake()
    const watched = this.#watched
    if (watched === null) return
    signal(watched.id.pid, 'SIGTERM')
    const late = setTimeout(() => signal(watched.id.pid, 'SIGKILL'), stopWithin)
    await watched.ended
    clearTimeout(late)
    await killMembers({ root: this.context.folder.root, mark: this.#id, leader: watched.id })
  }

  async #live(adopted: Watched | null, begin: () => Promise<Watched>): Promise<void> {
    let watched = adopted
    let failures = 0
    while (!this.#stopped) {
      const since = performance.now()
      watched ??= await this.#begin(begin)
      if (watched !== null) {
        if (this.#stopped) signal(watched.id.pid, 'SIGTERM')
        await this.#attend(watched)
      }
      failures = performance.now() - since > longLife ? 0 : failures + 1
      watched = null
      if (this.#stopped) return
      this.#record.restarts += 1
      this.context.keeper.save()
      if (failures > 0) await this.#pause(Math.min(25 * 2 ** failures, this.#longestBackoff))
    }
  }

  async #begin(begin: () => Promise<Watched>): Promise<Watched | null> {
    try {
      return await begin()
    } catch (error) {
      process.stderr.write(`${this.#id}: ${reasonOf(error)}\n`)
      return null
    }
  }

  async #attend(watched: Watched): Promise<void> {
    this.#watched = watched
    this.#record.process = watched.id
    this.context.keeper.save()
    const lookNoMore = eachSecond(() => rotate(this.log(), longestLog, (work) => as(this.account, work)))
    const left = new Promise<void>((resolve) => {
      this.#left = resolve
    })
    await Promise.race([watched.ended, left])
    lookNoMore()
    this.#watched = null
    this.#record.process = null
    this.context.changed()
  }

  async #pause(ms: number): Promise<void> {
    const waiting = new AbortController()
    const wake = (): void => waiting.abort()
    this.#wake.add(wake)
    await sleep(ms, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined)
    this.#wake.delete(wake)
  }
}

/** The data plane: our child with an IPC channel, or the parent that started us again. */
export class DataPlane extends Plane {
  readonly #argv: readonly string[]
  readonly #asked = new Set<string>()

  constructor(context: Context, argv: readonly string[]) {
    super(context, dataPlaneId, context.keeper.state.dataPlane, longestBackoff.dataPlane)
    this.#argv = argv
  }

  get alive(): boolean {
    return this.pid !== null
  }

  /**
   * `parent`: this process was started by the living data plane, which hands its sockets back on the channel.
   * `cutOff`: one that serves without a channel to us, and goes on; the next one has a channel again.
   */
  begin(parent: Endpoint | null, cutOff?: ProcessId): void {
    if (cutOff !== undefined) return void this.keep(adopt(cutOff), () => this.#spawn())
    const stat = parent === null ? undefined : statOf(process.ppid)
    if (parent === null || stat === undefined) {
      this.keep(null, () => this.#spawn())
      return
    }
    serveSockets(parent, this.context.holder, (address) => this.#asked.add(address))
    const id = { pid: stat.pid, start: stat.start }
    const broken = new Promise<void>((told) => parent.once('disconnect', () => told()))
    const adopted = adopt(id)
    // Sooner than the next look at an adopted process: its channel breaks as it dies.
    const unseen = { code: null, signal: null, known: false }
    const ended = broken.then(() => this.#cutOff(id)).then(() => unseen)
    this.keep({ id, ended: Promise.race([adopted.ended, ended]) }, () => this.#spawn())
  }

  /** The next one begins as soon as this one has let the socket go: connections stay with this one to their end. */
  async renew(): Promise<void> {
    await this.replace(async (watched) => {
      signal(watched.id.pid, 'SIGUSR2')
      const until = performance.now() + letsGoWithin
      const { proxy } = this.context.folder.sockets
      while (isAlive(watched.id) && (await answers(proxy))) {
        if (performance.now() > until) signal(watched.id.pid, 'SIGKILL')
        await sleep(20)
      }
    })
  }

  async #spawn(): Promise<Watched> {
    const { account } = this
    const output = as(account, () => openLog(this.log()))
    try {
      const [command = '', ...rest] = argvAs(account, this.#argv)
      const child = withMask(0o022, () =>
        spawn(command, rest, {
          cwd: this.context.folder.root,
          env: this.environment(),
          detached: true,
          stdio: ['ignore', output, output, 'ipc'],
        }),
      )
      if (child.pid === undefined) throw await new Promise<Error>((told) => child.once('error', told))
      child.on('error', () => undefined)
      const watched = watchChild(child, child.pid)
      this.#asked.clear()
      serveSockets(child, this.context.holder, (address) => this.#asked.add(address))
      child.once('disconnect', () => void this.#cutOff(watched.id))
      this.#dropUnasked(watched)
      return watched
    } finally {
      closeSync(output)
    }
  }

  /** A data plane that cannot ask for sockets any more is of no use: the next one can. */
  async #cutOff(id: ProcessId): Promise<void> {
    const until = performance.now() + 1_000
    while (isAlive(id) && performance.now() < until) await sleep(10)
    if (isAlive(id)) signal(id.pid, 'SIGKILL')
  }

  /** An address that the next data plane does not ask for would queue connections that nobody accepts. */
  #dropUnasked(watched: Watched): void {
    const late = setTimeout(() => {
      for (const address of this.context.holder.addresses()) {
        if (!this.#asked.has(address)) this.context.holder.dropPublic(address)
      }
    }, 30_000)
    late.unref()
    void watched.ended.then(() => clearTimeout(late))
  }
}

/** The control plane: kept running unless a person stopped it. */
export class ControlPlane extends Plane {
  readonly #argv: readonly string[]

  constructor(context: Context, argv: readonly string[]) {
    super(context, controlPlaneId, context.keeper.state.controlPlane, longestBackoff.controlPlane)
    this.#argv = argv
  }

  begin(): void {
    const { folder, keeper } = this.context
    const found = findPlane(folder.root, controlPlaneId, keeper.state.controlPlane.process)
    this.keep(found === undefined ? null : adopt(found), () => this.#spawn())
  }

  async renew(): Promise<void> {
    await this.replace(async (watched) => {
      signal(watched.id.pid, 'SIGTERM')
      const late = setTimeout(() => signal(watched.id.pid, 'SIGKILL'), stopWithin)
      await watched.ended
      clearTimeout(late)
    })
  }

  #spawn(): Promise<Watched> {
    return withMask(0o022, () =>
      start({
        argv: argvAs(this.account, this.#argv),
        cwd: this.context.folder.root,
        environment: this.environment(),
        log: this.log(),
        keeper: this.account,
      }),
    )
  }
}
