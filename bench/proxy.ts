/**
 * The embedded proxy against one-thread HAProxy with a sticky split: the same two upstreams (HAProxy answering from
 * memory), the same people, rounds in turn, medians. `node bench/proxy.ts [SCALE]`: 7 rounds at 1.
 */
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { perform } from '../src/engine/perform.ts'
import { freePort } from '../test/application.fixture.ts'
import { until } from '../test/processes.fixture.ts'
import { type Path, peerFile, sizes, upstreamFile } from './haproxy-files.ts'
import { median, printLine, say, times } from './print-line.ts'
import { cpuSeconds, memoryOf } from './process-figures.ts'
import { deployed, environment, keyOf, type Serving, serve } from './serving-planes.ts'
import { type Round, wrk, wrkScript } from './wrk-load.ts'

const rounds = times(7)
const seconds = Math.min(6, times(6, 2))
const people = 500
const goals: Readonly<Record<Path, number>> = { '/1k': 0.45, '/100k': 0.65 }

const ask = (port: number, agent: string): Promise<{ status: number; cookie: string | undefined }> =>
  new Promise((resolve, reject) => {
    const headers = { 'user-agent': agent }
    get({ host: '127.0.0.1', port, path: '/1k', headers, agent: false }, (response) => {
      response.resume().on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0],
        }),
      )
    }).on('error', reject)
  })

/** The cookies that the edge gives to so many people: both proxies are sent them. */
const cookiesOf = async (port: number): Promise<readonly string[]> => {
  const cookies: string[] = []
  for (let n = 0; n < people; n += 1) {
    const { cookie } = await ask(port, `person ${n}`)
    if (cookie === undefined) throw new Error('the edge gave no cookie')
    cookies.push(cookie)
  }
  return cookies
}

const startHaproxy = async (file: string, port: number) => {
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  await until('HAProxy answers', async () => {
    if (child.exitCode !== null) throw new Error(`haproxy ended with ${child.exitCode}`)
    return (await ask(port, 'probe').catch(() => undefined))?.status === 200 ? true : undefined
  })
  return child
}

type Side = { readonly name: 'ours' | 'haproxy'; readonly port: number; readonly pid: number }
type Measured = Round & { /** Microseconds a request. */ readonly cpu: number }

const measure = async (side: Side, script: string, length: number): Promise<Measured> => {
  const before = cpuSeconds(side.pid)
  const round = await wrk(side.port, script, length)
  const cpu = ((cpuSeconds(side.pid) - before) * 1e6) / round.requests
  if (round.failed > 0) say(`${side.name}: ${round.failed} failed`)
  return { ...round, cpu }
}

const compare = async (path: Path, script: string, ours: Side, peer: Side): Promise<void> => {
  const seen: { readonly ours: Measured; readonly peer: Measured }[] = []
  for (const side of [ours, peer]) await wrk(side.port, script, 2)
  for (let n = 0; n < rounds; n += 1) {
    const first = n % 2 === 0 ? ours : peer
    const one = await measure(first, script, seconds)
    const other = await measure(first === ours ? peer : ours, script, seconds)
    seen.push(first === ours ? { ours: one, peer: other } : { ours: other, peer: one })
  }
  const of = (pick: (one: Measured) => number) => ({
    own: median(seen.map((round) => pick(round.ours))),
    theirs: { name: 'haproxy', value: median(seen.map((round) => pick(round.peer))) },
  })
  const name = `${sizes[path] / 1_024} KB`
  const [rate, p99, cpu] = [of((one) => one.rate), of((one) => one.p99), of((one) => one.cpu)]
  const ratio = median(seen.map((round) => round.ours.rate / round.peer.rate))
  printLine('proxy', `${name}: throughput to HAProxy's`, ratio, 'ratio', { atLeast: goals[path] })
  printLine('proxy', `${name}: throughput`, rate.own, 'requests/s', null, rate.theirs)
  printLine('proxy', `${name}: p99`, p99.own, 'ms', null, p99.theirs)
  printLine('proxy', `${name}: CPU a request`, cpu.own, 'us', null, cpu.theirs)
  const failed = seen.reduce((sum, round) => sum + round.ours.failed, 0)
  printLine('proxy', `${name}: failed requests`, failed, 'requests', { atMost: 0 })
}

/** Two colours with 10 % of people on the new one; gives the public port. */
const split = async (serving: Serving): Promise<{ port: number; old: number; next: number }> => {
  const argv = ['haproxy', '-db', '-f', upstreamFile(serving.folder.root)]
  const [old, next] = [await serving.start(keyOf('old'), argv), await serving.start(keyOf('new'), argv)]
  const port = await freePort()
  const listen = `127.0.0.1:${port}`
  const context = {
    old: deployed(1, keyOf('old'), listen),
    new: deployed(2, keyOf('new'), listen),
    secret: null,
  }
  await perform(
    serving.parts,
    { environment, revisions: [], context },
    {
      kind: 'route',
      key: 'split',
      weight: 10,
      new: 'new',
      old: 'old',
      boot: 'old',
      salt: 'bench',
      generation: 1,
    },
  )
  return { port, old, next }
}

const serving = await serve()
const children: ReturnType<typeof spawn>[] = []
try {
  const { root } = serving.folder
  const { port, old, next } = await split(serving)
  const cookies = await cookiesOf(port)
  const peerPort = await freePort()
  const peerConfig = peerFile(root, peerPort, cookies[0]?.split('=')[0] ?? '', old, next)
  const haproxy = await startHaproxy(peerConfig, peerPort)
  children.push(haproxy)
  const { dataPlane } = await serving.supervision.list()
  const ours: Side = { name: 'ours', port, pid: dataPlane.pid ?? 0 }
  const peer: Side = { name: 'haproxy', port: peerPort, pid: haproxy.pid ?? 0 }
  for (const path of Object.keys(sizes) as Path[])
    await compare(path, wrkScript(root, path, cookies), ours, peer)
  const haproxyMemory = { name: 'haproxy', value: memoryOf(peer.pid).rss }
  printLine('proxy', 'memory after all that, RSS', memoryOf(ours.pid).rss, 'MB', null, haproxyMemory)
} finally {
  for (const child of children) child.kill('SIGKILL')
  await serving.end()
}
