import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../folder/layout.ts'
import { openFolder } from '../folder/open.ts'
import { answers } from '../lines/server.ts'
import type { Instance, Run, RunSpec, Supervision, SupervisorList } from '../ports/supervision.ts'
import { connectSupervision } from './client.ts'
import { launchSupervisor } from './launch.ts'
import { signal } from './members.ts'
import { everyPid, folderMarkOf, isAlive, statOf } from './proc.ts'

const here = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))
export const application = here('application.fixture.ts')
export const key = 'benefits/production/web/r1'

/** A data folder of its own with a real supervisor, and the means to kill and to find everything of it. */
export class Supervised {
  readonly folder: Folder
  readonly argv: readonly string[]
  readonly #connections: Supervision[] = []

  constructor(root = mkdtempSync(join(tmpdir(), 'ecluse-supervisor-'))) {
    this.folder = openFolder(root)
    this.argv = [process.execPath, here('supervisor.fixture.ts'), this.folder.root]
  }

  /** Gives the next supervisor the stand-in data plane, listening on these addresses. */
  listen(addresses: readonly string[]): void {
    writeFileSync(join(this.folder.root, 'listen.json'), JSON.stringify(addresses))
  }

  /** Gives the next supervisor a control plane that only lives. */
  control(source = 'setInterval(() => {}, 1000)'): void {
    writeFileSync(join(this.folder.root, 'control-plane.mjs'), source)
  }

  async start(): Promise<Supervision> {
    await launchSupervisor(this.folder, this.argv)
    return this.connect()
  }

  connect(): Supervision {
    const connection = connectSupervision(this.folder.sockets.supervisor)
    this.#connections.push(connection)
    return connection
  }

  spec(variables: Record<string, string> = {}, change: Partial<RunSpec> = {}): RunSpec {
    return {
      labels: {
        application: 'benefits',
        environment: 'production',
        component: 'web',
        revision: 'r1',
        requestTimeout: 5_000,
      },
      argv: [process.execPath, application],
      cwd: this.folder.root,
      variables,
      addresses: {},
      instances: 1,
      ready: { path: '/ready', status: 200, within: 20_000, steadyFor: 100 },
      times: { drain: 300, stop: 5_000 },
      logs: join(this.folder.root, 'output'),
      ...change,
    }
  }

  /** Every process that carries the mark of this folder, whatever it is. */
  marked(): readonly number[] {
    return everyPid().filter((pid) => folderMarkOf(pid) === this.folder.root && statOf(pid)?.zombie === false)
  }

  async kill(pid: number | null): Promise<void> {
    const stat = pid === null ? undefined : statOf(pid)
    if (pid === null || stat === undefined) return
    signal(pid, 'SIGKILL')
    await until(() => !isAlive(stat))
  }

  async killSupervisor(): Promise<number> {
    const { pid } = await this.connect().list()
    await this.kill(pid)
    return pid
  }

  /** Ends everything of this folder, whoever starts it again meanwhile, and removes it. */
  async clear(): Promise<void> {
    for (const connection of this.#connections) connection.close()
    for (let quiet = 0; quiet < 3; ) {
      const living = [...this.marked(), ...this.#supervisors()]
      for (const pid of living) signal(pid, 'SIGKILL')
      quiet = living.length === 0 ? quiet + 1 : 0
      await sleep(20)
    }
    if (process.env['SHOW'] !== undefined)
      console.log(readFileSync(join(this.folder.logs, 'supervisor.log'), 'utf8'))
    rmSync(this.folder.root, { recursive: true, force: true, maxRetries: 5 })
    const runtime = dirname(this.folder.sockets.supervisor)
    if (runtime !== this.folder.root) rmSync(runtime, { recursive: true, force: true })
  }

  answers(): Promise<boolean> {
    return answers(this.folder.sockets.supervisor)
  }

  #supervisors(): readonly number[] {
    return everyPid().filter((pid) => commandOf(pid) === `${this.argv.join('\0')}\0`)
  }

  supervisors(): readonly number[] {
    return this.#supervisors().filter((pid) => statOf(pid)?.zombie === false)
  }
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Waits for a state, with a deadline that a busy machine keeps too. */
export const until = async <T>(
  look: () => T | Promise<T>,
  within = 90_000,
): Promise<Exclude<T, false | undefined | null>> => {
  const end = performance.now() + within
  let last: unknown
  for (;;) {
    try {
      const found = await look()
      if (found !== false && found !== undefined && found !== null) {
        return found as Exclude<T, false | undefined | null>
      }
    } catch (error) {
      last = error
    }
    if (performance.now() > end)
      throw new Error(`not within ${within} ms: ${look.toString()}`, { cause: last })
    await sleep(20)
  }
}

export const runOf = (list: SupervisorList, of = key): Run | undefined =>
  list.runs.find((run) => run.key === of)

/** The run once it satisfies a condition. */
export const runWhen = (supervision: Supervision, holds: (run: Run) => boolean, of = key): Promise<Run> =>
  until(async () => {
    const run = runOf(await supervision.list(), of)
    return run !== undefined && holds(run) ? run : undefined
  })

export const isReady = (run: Run): boolean =>
  run.value === 'ready' && run.instances.every((instance) => instance.state === 'ready')

export const only = (run: Run): Instance => {
  const [instance] = run.instances
  if (instance === undefined) throw new Error('no instance')
  return instance
}

export const fetchFrom = async (port: number | null, path = '/'): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })
  return answer.text()
}
