import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commit } from '../api/engine.fixture.ts'
import { type ServedFake, serveFake } from '../api/served.fixture.ts'
import { openFolder } from '../folder/open.ts'
import { initialise } from '../init/init.ts'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Range } from '../notes/types.ts'
import { openWay } from '../ssh/way.ts'
import type { ExitCode } from './exit.ts'
import type { Checkout, Machine, Running, Stopped, Uncommitted } from './machine.ts'
import { runProgram } from './program.ts'

export const yaml = `application: hello
components:
  web: { build: { context: . }, port: 8080, ready: /ready, tests: { unit: { run: [npm, test] } } }
environments:
  production: { target: process, listen: 127.0.0.1:8080 }
`

const integrity = `sha512-${'A'.repeat(86)}==`

/** A repository of one commit, whatever is asked of it. */
export class FakeCheckout implements Checkout {
  readonly root = '/nowhere'
  config: string | null = yaml
  left: readonly Uncommitted[] = []
  resolve = (ref: string): Promise<string> =>
    ref === 'HEAD' || ref === 'main'
      ? Promise.resolve(commit)
      : Promise.reject(
          new ProblemError({ code: 'unknown-commit', kind: 'usage', message: same(`no commit ${ref}`) }),
        )
  describe = (): Promise<string> => Promise.resolve('v1.4.0')
  file = (): Promise<Uint8Array | null> =>
    Promise.resolve(this.config === null ? null : Buffer.from(this.config))
  inspect = (): Promise<void> => Promise.resolve()
  tips = (): Promise<readonly string[]> => Promise.resolve([commit])
  async pack() {
    const stream = async function* () {
      yield Buffer.from('PACK')
      yield Buffer.from('....')
    }
    return { shallow: [], stream: stream() }
  }
  uncommitted = (): Promise<readonly Uncommitted[]> => Promise.resolve(this.left)
  range = (from: string | null, to: string): Promise<Range> =>
    Promise.resolve({
      from,
      to,
      ahead: [],
      behind: [],
      related: true,
      shallow: false,
      patches: new Map(),
      named: new Map(),
    })
  listing = (): Promise<readonly string[]> => Promise.resolve([])
  tagBefore = (): Promise<string | null> => Promise.resolve(null)
  branch = (ref: string | null): Promise<string | null> => Promise.resolve(ref === null ? 'main' : null)
  remote = (): Promise<string | null> => Promise.resolve(null)
  version = () => Promise.resolve({ kind: 'commit', commit } as const)
  contains = (): Promise<boolean> => Promise.resolve(true)
  tags = (): Promise<readonly string[]> => Promise.resolve([])
  writeTag = (): Promise<void> => Promise.resolve()
  pushTag = (): Promise<void> => Promise.resolve()
  readHere = (): Promise<Uint8Array | null> => Promise.resolve(null)
  writeHere = (): Promise<void> => Promise.resolve()
  translate = (): Promise<ReadonlyMap<string, string>> => Promise.resolve(new Map())
}

export type Ran = {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
  readonly lines: readonly string[]
}

/** The command line in this process, over the real API on a real socket with a fake engine behind it. */
export class Bench {
  readonly root = mkdtempSync(join(tmpdir(), 'ecluse-cli-'))
  readonly data = join(this.root, 'data')
  readonly checkout = new FakeCheckout()
  readonly done: string[] = []
  served: ServedFake | null = null
  stopped: Stopped | null = null
  running: Running = { supervisor: null, dataPlane: null, controlPlane: null, runs: [] }
  platform = 'linux'
  inGit = true
  interrupt = new AbortController()
  environment: Record<string, string> = {}
  /** What stands on standard input. */
  typed: Uint8Array = new Uint8Array()

  get engine(): ServedFake['engine'] {
    if (this.served === null) throw new Error('nothing serves')
    return this.served.engine
  }

  async serve(): Promise<this> {
    this.served = await serveFake(openFolder(this.data).sockets.control)
    return this
  }

  async close(): Promise<void> {
    await this.served?.stop()
    rmSync(this.root, { recursive: true, force: true })
  }

  machine(folder: string): Machine {
    return {
      platform: this.platform,
      version: '1.2.3',
      environment: { ECLUSE_DATA: this.data, ...this.environment },
      home: this.root,
      folder,
      page: (topic) => ({ file: `${topic}.md`, text: `# About ${topic}\n\nSee [this](x.md).\n` }),
      keyboard: async () => ({
        size: () => null,
        raw: () => undefined,
        input: (async function* () {})(),
        write: () => undefined,
        onResize: () => undefined,
      }),
      input: { terminal: false, read: async () => this.typed },
      sign: async (text) => `signature of ${text.length}`,
      checkout: () =>
        this.inGit ? Promise.resolve(this.checkout) : Promise.reject(new Error('no repository')),
      initialise: (at, wishes) =>
        initialise(
          at,
          { version: '24.21.0', integrity: { 'linux-x64': integrity, 'linux-arm64': integrity } },
          async () => null,
          wishes,
        ),
      bringUp: async (_, what) => {
        this.done.push(`bring up ${what}`)
        this.running = {
          supervisor: 10,
          dataPlane: 11,
          controlPlane: what === 'serving' ? null : 12,
          runs: ['a/b/c/d'],
        }
        if (this.served === null && what === 'everything') await this.serve()
      },
      stop: async (_, what) => void this.done.push(`stop ${what}`),
      stopped: async () => this.stopped,
      recordFloor: async () => {},
      running: async () => this.running,
      way: async (server) => openWay(server, this.environment, false),
      bridge: async () => undefined,
      greetWith: async (problems) => `${JSON.stringify({ ecluse: { version: '1.2.3', problems } })}\n`,
      examine: async (data) => ({
        now: 0,
        root: data,
        version: '1.2.3',
        node: { running: '24.21.0', shipped: '24.21.0' },
        folder: null,
        supervisor: null,
        router: null,
        controlPlane: null,
        status: null,
        deaf: [],
        limits: { files: 65_536 },
        sourcePorts: null,
        clock: { kept: null },
        git: 'git version 2.47.3',
        members: [],
      }),
      restore: async (_, file) => {
        this.done.push(`restore ${file}`)
        return { format: 1, version: '1.2.3', host: 'here', data: this.data, at: 0 }
      },
      prepareServer: async () => ({ version: '', before: null, did: [] }),
      originalGone: async () => void this.done.push('original gone'),
    }
  }

  /** `heard` is called after each write to standard output. */
  async run(
    argv: readonly string[],
    {
      folder = this.root,
      columns,
      heard,
    }: { folder?: string; columns?: number; heard?: (out: string) => void } = {},
  ): Promise<Ran> {
    let out = ''
    let err = ''
    const code = await runProgram(argv, {
      machine: this.machine(folder),
      out: {
        columns,
        write: (text) => {
          out += text
          heard?.(out)
        },
      },
      err: {
        columns: undefined,
        write: (text) => {
          err += text
        },
      },
      interrupted: () => this.interrupt.signal,
    })
    return { code, out, err, lines: `${out}${err}`.split('\n') }
  }

  get exists(): boolean {
    return existsSync(this.data)
  }
}
