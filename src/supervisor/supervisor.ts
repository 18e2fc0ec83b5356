import { flushCompileCache } from 'node:module'
import type { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import { listenLines } from '../lines/server.ts'
import type { Handle } from '../lines/types.ts'
import type { SupervisorList } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { Holder } from './holder.ts'
import type { Inherited } from './inherited.ts'
import { Jobs } from './jobs.ts'
import { Keeper } from './keeper.ts'
import type { Endpoint } from './link.ts'
import { takeFolder } from './lock.ts'
import { dataPlaneId } from './marks.ts'
import { killMembers } from './members.ts'
import { ControlPlane, DataPlane, findPlane } from './planes.ts'
import { PortWalls } from './port-walls.ts'
import { handTo, sweepTemporaries } from './privileges.ts'
import { believe, bootId, markedProcesses, type ProcessId } from './proc.ts'
import { answerRequests, type Listed } from './requests.ts'
import { Runs } from './runs.ts'
import { isServing } from './serving.ts'
import { Tasks } from './tasks.ts'
import { userInUse } from './user-messages.ts'
import { Users } from './users.ts'
import { Watchers } from './watchers.ts'

export type SupervisorOptions = {
  readonly folder: Folder
  /** argv of the data plane and of the control plane; null: none is started. */
  readonly dataPlane: readonly string[] | null
  readonly controlPlane: readonly string[] | null
  /** Sets, durably, whether the control plane should run; without it, what was last wanted holds (at first: yes). */
  readonly controlPlaneWanted?: boolean
  /** Root's list of users: what runs then runs as them, never as root. Null: everything runs as this process does. */
  readonly users?: string | null
  /** Sockets that this process was started with. */
  readonly inherited?: readonly Inherited[]
  /** The IPC channel to the data plane that started this process; null where somebody else did. */
  readonly parent: Endpoint | null
}

/** How long a living data plane is given to start a supervisor of its own before it is replaced. */
const yieldsFor = 5_000
/** Inner sockets that nobody handed back are bound anew, and again until none is missing. */
const rebindEvery = 1_000

/**
 * Runs the one supervisor of a data folder until everything is stopped on purpose (`stopped`). Where another one
 * runs, or a living data plane starts its own, this one yields (`yielded`).
 */
export const startSupervisor = async (options: SupervisorOptions): Promise<'stopped' | 'yielded'> => {
  const { folder, parent } = options
  // On a prepared server the data plane starts none.
  const yields = parent === null && (options.users ?? null) === null
  if (yields && (await shouldYield(folder))) return 'yielded'
  if (!(await takeInTime(folder))) return 'yielded'
  const supervisor = new Supervisor(options)
  await supervisor.begin()
  // Written now: this process ends by a kill more often than by itself.
  flushCompileCache()
  await supervisor.stopped
  return 'stopped'
}

/** A data plane that lost its supervisor hands the sockets over only to one that it started: that one is waited for. */
const shouldYield = async (folder: Folder): Promise<boolean> => {
  const until = performance.now() + yieldsFor
  while (!(await isServing(folder.sockets.supervisor))) {
    if (findPlane(folder.root, dataPlaneId, null) === undefined || performance.now() > until) return false
    await sleep(50)
  }
  return true
}

/** One that was killed a moment ago may hold its lock a little longer; one that serves keeps it. */
const takeInTime = async (folder: Folder): Promise<boolean> => {
  const until = performance.now() + yieldsFor
  while (!takeFolder(folder.supervisor)) {
    if ((await isServing(folder.sockets.supervisor)) || performance.now() > until) return false
    await sleep(50)
  }
  return true
}

/** The socket of one that was killed a moment ago may still be open. */
const listenInTime = async (path: string, handle: Handle): Promise<Server> => {
  const until = performance.now() + yieldsFor
  for (;;) {
    try {
      return await listenLines(path, handle)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until) throw error
      await sleep(50)
    }
  }
}

class Supervisor {
  readonly stopped: Promise<void>
  readonly #options: SupervisorOptions
  readonly #keeper: Keeper
  readonly #holder: Holder
  readonly #users: Users | null
  readonly #walls: PortWalls | null
  readonly #context: Context
  readonly #runs: Runs
  readonly #jobs: Jobs
  readonly #tasks: Tasks
  readonly #dataPlane: DataPlane | null
  readonly #controlPlane: ControlPlane | null
  readonly #watchers: Watchers
  readonly #unknown: string[] = []
  #isStopped: () => void = () => undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#watchers = new Watchers(() => this.#list())
    const changed = (): void => this.#watchers.changed()
    this.#keeper = new Keeper(options.folder.supervisor, changed)
    this.#holder = new Holder(this.#keeper)
    const list = options.users ?? null
    this.#users = list === null ? null : new Users(list, this.#keeper)
    this.#walls =
      this.#users === null ? null : new PortWalls(options.folder.root, this.#users, this.#keeper.state)
    this.#context = {
      folder: options.folder,
      keeper: this.#keeper,
      holder: this.#holder,
      users: this.#users,
      openDoors: async () => this.#walls?.settle(),
      changed,
      now: Date.now,
      dataPlaneAlive: () => this.#dataPlane?.alive === true,
      lost: (words) => this.#lost(words),
    }
    this.#runs = new Runs(this.#context)
    this.#jobs = new Jobs(this.#context)
    this.#tasks = new Tasks(this.#context, this.#jobs)
    this.#dataPlane = options.dataPlane === null ? null : new DataPlane(this.#context, options.dataPlane)
    this.#controlPlane =
      options.controlPlane === null ? null : new ControlPlane(this.#context, options.controlPlane)
    this.stopped = new Promise((resolve) => {
      this.#isStopped = resolve
    })
  }

  /** Adopts, then answers, then starts what is missing: whoever asks meets a supervisor that knows what it has. */
  async begin(): Promise<void> {
    const { folder, parent, controlPlaneWanted } = this.#options
    const { state } = this.#keeper
    const users = this.#users
    const rebooted = state.bootId !== bootId()
    if (users !== null) believe(folder.root, (instance, uid) => users.believes(instance, uid))
    if (users !== null && rebooted) sweepTemporaries(folder)
    await this.#walls?.settle()
    state.bootId = bootId()
    // A supervisor that died as it stopped everything is followed by one that goes on with it.
    const goesOnStopping = state.stopped && parent !== null
    state.stopped = goesOnStopping
    if (controlPlaneWanted !== undefined) state.controlPlane.wanted = controlPlaneWanted
    this.#keeper.save()
    for (const { address, handle } of this.#options.inherited ?? []) this.#holder.inherit(address, handle)
    const cutOff = parent === null ? this.#cutOff() : undefined
    // Where it holds none of our sockets alone it goes on serving; else its addresses are bound anew for the next one.
    const goesOn = cutOff !== undefined && users !== null
    if (cutOff !== undefined && !goesOn) await this.#replace(cutOff)
    this.#dataPlane?.begin(parent, goesOn ? cutOff : undefined)
    await this.#rebind()
    await this.#runs.adopt(rebooted)
    await this.#jobs.adopt(rebooted)
    const server = await listenInTime(folder.sockets.supervisor, answerRequests(this.#served()))
    if (users !== null) handTo(folder.sockets.supervisor, users.own())
    void this.stopped.then(() => server.close())
    if (goesOnStopping) void this.#stopAll()
    else if (state.controlPlane.wanted) this.#controlPlane?.begin()
  }

  #served(): Parameters<typeof answerRequests>[0] {
    return {
      runs: this.#runs,
      jobs: this.#jobs,
      tasks: this.#tasks,
      watchers: this.#watchers,
      reserve: (key) => this.#holder.reserve(key),
      user: (application) => this.#users?.of(application) ?? null,
      freeUser: (application) => this.#freeUser(application),
      list: (known) => this.#listFor(known),
      controlPlane: (wanted) => this.#wantControlPlane(wanted),
      renew: () => this.#renew(),
      stopAll: () => this.#stopAll(),
    }
  }

  /** A living data plane that has no channel to us: it lost its supervisor, and did not start this one. */
  #cutOff(): ProcessId | undefined {
    return findPlane(this.#options.folder.root, dataPlaneId, this.#keeper.state.dataPlane.process)
  }

  async #replace(cutOff: ProcessId): Promise<void> {
    await killMembers({ root: this.#options.folder.root, mark: dataPlaneId, leader: cutOff })
  }

  /** With a data plane as parent the sockets are on their way: only what stays missing is bound. */
  async #rebind(): Promise<void> {
    const missing = await this.#holder.rebind()
    if (missing.length > 0) setTimeout(() => void this.#rebind(), rebindEvery).unref()
  }

  async #wantControlPlane(wanted: boolean): Promise<void> {
    const { controlPlane } = this.#keeper.state
    this.#keeper.request(() => {
      const before = controlPlane.wanted
      controlPlane.wanted = wanted
      return () => {
        controlPlane.wanted = before
      }
    })
    if (wanted) this.#controlPlane?.begin()
    else await this.#controlPlane?.stop()
  }

  /** Both planes as this supervisor's version has them: people are served all the time. */
  async #renew(): Promise<void> {
    await this.#dataPlane?.renew()
    if (this.#keeper.state.controlPlane.wanted) await this.#controlPlane?.renew()
  }

  /** Marked first, or those that still live would start again those that were stopped. */
  async #stopAll(): Promise<void> {
    this.#keeper.request(() => {
      this.#keeper.state.stopped = true
      return () => {
        this.#keeper.state.stopped = false
      }
    })
    await this.#controlPlane?.stop()
    await this.#dataPlane?.stop()
    await Promise.all([this.#runs.endAll(), this.#jobs.endAll()])
    await this.#endLeftovers()
    await this.#walls?.down()
    // The answer goes out first.
    setTimeout(() => this.#isStopped(), 50)
  }

  /** Nothing that carries this folder's mark remains, whoever started it and whatever was recorded. */
  async #endLeftovers(): Promise<void> {
    const { root } = this.#options.folder
    for (const { instance, pid, start } of markedProcesses(root)) {
      await killMembers({ root, mark: instance, leader: { pid, start } })
    }
  }

  #freeUser(application: string): void {
    if (this.#runs.has(application)) throw new ProblemError(userInUse(application))
    this.#users?.free(application)
  }

  #lost(words: string): void {
    this.#unknown.push(words)
    this.#watchers.changed()
    if (this.#unknown.length > 50) this.#unknown.shift()
  }

  #publicSockets(): readonly string[] {
    return (this.#options.inherited ?? []).flatMap(({ address, managed }) => (managed ? [address] : []))
  }

  /** Who knows the list as it is now is spared it: there may be hundreds of runs, and it is asked for all the time. */
  #listFor(known: unknown): Listed {
    if (typeof known !== 'string') return this.#list()
    const { mark } = this.#watchers
    return known === mark ? { unchanged: true } : { ...this.#list(), mark }
  }

  #list(): SupervisorList {
    const { state } = this.#keeper
    return {
      pid: process.pid,
      bootId: state.bootId,
      runs: this.#runs.list(),
      fences: state.fences,
      jobs: this.#jobs.list(),
      tasks: this.#tasks.list(),
      dataPlane: { pid: this.#dataPlane?.pid ?? null, restarts: state.dataPlane.restarts },
      controlPlane: {
        pid: this.#controlPlane?.pid ?? null,
        restarts: state.controlPlane.restarts,
        wanted: state.controlPlane.wanted,
      },
      unknown: this.#unknown,
      publicSockets: this.#publicSockets(),
      ...(this.#users === null ? {} : { users: this.#users.taken(), portsApart: this.#walls?.up === true }),
    }
  }
}
