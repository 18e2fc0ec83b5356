import { mkdtempSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Folder } from '../../folder/layout.ts'
import { openFolder } from '../../folder/open.ts'
import type { Side, Split } from '../../ports/router.ts'
import type { TelemetryRow } from '../../ports/signal-source.ts'
import type { Instance, InstanceState, Run, SupervisorList } from '../../ports/supervision.ts'
import { connectRouter } from './client.ts'
import { type RunningProxy, startProxy } from './start.ts'

export const environment = 'shop/production'
export const keyOf = (component: string, revision: string): string =>
  `${environment}/${component}/${revision}`

/** A supervisor's word, said by the test. */
export class StandIn {
  list: SupervisorList = {
    pid: process.pid,
    bootId: '',
    runs: [],
    fences: {},
    jobs: [],
    dataPlane: { pid: null, restarts: 0 },
    controlPlane: { pid: null, restarts: 0, wanted: false },
    unknown: [],
  }
  readonly drainedIds = new Set<string>()
  readonly #hearers = new Set<(list: SupervisorList) => void>()
  readonly supervision = {
    watch: (hear: (list: SupervisorList) => void) => {
      this.#hearers.add(hear)
      queueMicrotask(() => hear(this.list))
      return () => this.#hearers.delete(hear)
    },
    drained: async (ids: readonly string[]) => {
      for (const id of ids) this.drainedIds.add(id)
    },
  }

  set(run: Run): void {
    const others = this.list.runs.filter((one) => one.key !== run.key)
    this.say({ ...this.list, runs: [...others, run] })
  }

  remove(key: string): void {
    this.say({ ...this.list, runs: this.list.runs.filter((one) => one.key !== key) })
  }

  say(list: SupervisorList): void {
    this.list = list
    for (const hear of this.#hearers) hear(list)
  }
}

const instance = (key: string, index: number, port: number, state: InstanceState): Instance => ({
  id: `${key}#${index}.1`,
  index,
  pid: process.pid,
  port,
  state,
  since: 0,
})

export const runOf = (
  key: string,
  ports: readonly number[],
  given: { inner?: number; state?: InstanceState; requestTimeout?: number } = {},
): Run => {
  const [application = '', name = '', component = '', revision = ''] = key.split('/')
  return {
    key,
    generation: 1,
    value: 'ready',
    spec: {
      labels: {
        application,
        environment: name,
        component,
        revision,
        requestTimeout: given.requestTimeout ?? 30_000,
      },
      argv: ['true'],
      cwd: '/',
      variables: {},
      addresses: {},
      instances: ports.length,
      ready: { path: '/', status: 200, within: 1_000, steadyFor: 0 },
      times: { drain: 1_000, stop: 1_000 },
      logs: '/dev/null',
    },
    inner: given.inner ?? 0,
    instances: ports.map((port, i) => instance(key, i, port, given.state ?? 'ready')),
    crashes: 0,
  }
}

export const sideOf = (release: number, key: string, path = '/'): Side => ({
  release,
  routes: [{ path, component: key.split('/')[2] ?? '', run: key }],
  runs: [key],
})

export const splitOf = (given: Partial<Split> & Pick<Split, 'generation'>): Split => ({
  environment,
  listen: [],
  old: null,
  new: null,
  weight: 0,
  boot: 'old',
  salt: 'rollout-1',
  cohortBy: 'own-cookie',
  forcedSecret: null,
  requestTimeout: 5_000,
  ...given,
})

export const portOf = (server: net.Server): number => (server.address() as AddressInfo).port

/** The tests' part of the ports below the kernel's source ports; whoever runs beside us has another. */
const slice = 10_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 9) * 1_000

/** A port that was free a moment ago, and that nobody else is given. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = slice + Math.floor(Math.random() * 1_000)
    const server = net.createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
}

export type Upstream = { readonly port: number; readonly server: net.Server; close(): void }

const listening = async (server: net.Server): Promise<Upstream> => {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    server,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

export const upstream = (handler: RequestListener): Promise<Upstream & { readonly server: Server }> =>
  listening(http.createServer(handler)) as Promise<Upstream & { readonly server: Server }>

export const rawUpstream = (handler: (socket: net.Socket) => void): Promise<Upstream> =>
  listening(net.createServer(handler))

export type Rig = {
  readonly folder: Folder
  readonly standIn: StandIn
  readonly router: ReturnType<typeof connectRouter>
  readonly proxy: RunningProxy
  readonly troubles: string[]
  close(): Promise<void>
}

/** A data plane in this process, which binds its own sockets. `folder`: that of an earlier one. */
export const rig = async (
  standIn = new StandIn(),
  folder?: Folder,
  more: { readonly acmeFirstWait?: number } = {},
): Promise<Rig> => {
  const own = folder ?? openFolder(mkdtempSync(join(tmpdir(), 'ecluse-proxy-')))
  const troubles: string[] = []
  const proxy = await startProxy({
    folder: own,
    supervision: standIn.supervision,
    sockets: { want: async () => undefined, drop: () => {} },
    trouble: (where, error) => void troubles.push(`${where}: ${String(error)}`),
    ...more,
  })
  const router = connectRouter(own.sockets.proxy)
  const close = async (): Promise<void> => {
    router.close()
    await proxy.stop(0)
    if (folder === undefined) rmSync(own.root, { recursive: true, force: true })
  }
  return { folder: own, standIn, router, proxy, troubles, close }
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export const ask = (
  port: number,
  options: http.RequestOptions & { readonly body?: string | Buffer } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const req = http.request({ host: '127.0.0.1', port, agent: false, ...rest }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    req.on('error', reject)
    req.end(body)
  })

type Truthy<T> = Exclude<T, false | '' | 0 | null | undefined>

/** Waits until it is so. */
export const until = async <T>(look: () => T | Promise<T>, within = 15_000): Promise<Truthy<T>> => {
  const end = Date.now() + within
  for (;;) {
    const seen = await look()
    if (seen) return seen as Truthy<T>
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const allRows = async (rigged: Pick<Rig, 'router'>): Promise<TelemetryRow[]> => {
  const rows: TelemetryRow[] = []
  for (let cursor = 0; ; ) {
    const page = await rigged.router.rows(cursor, 1_000)
    if (page.rows.length === 0) return rows
    rows.push(...page.rows)
    cursor = page.cursor
  }
}

/** Everything that a connection gets until it ends, or until `enough` says so. */
export const talk = (
  port: number,
  words: string | Buffer,
  enough?: (heard: string) => boolean,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(words))
    let heard = ''
    socket.setTimeout(15_000, () => socket.destroy(new Error(`silence after ${heard}`)))
    socket.on('data', (data) => {
      heard += data.toString('latin1')
      if (enough?.(heard) === true) {
        socket.destroy()
        resolve(heard)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
