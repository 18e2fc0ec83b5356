/**
 * The embedded proxy against one-thread HAProxy with a sticky split: the same two upstreams (HAProxy answering from
 * memory), the same people, rounds in turn, medians. `node bench/proxy.ts [SCALE]`: 7 rounds at 1.
 */
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { perform } from '../src/engine/perform.ts'
import { freePort } from '../test/application.fixture.ts'
import { until } from '../test/processes.fixture.ts'
import { type Comparison, compare, type Side } from './beside-haproxy.ts'
import { type Path, peerFile, sizes, upstreamFile } from './haproxy-files.ts'
import { printLine } from './print-line.ts'
import { memoryOf } from './process-figures.ts'
import { deployed, environment, keyOf, type Serving, serve } from './serving-planes.ts'
import { wrkScript } from './wrk-load.ts'

const people = 500
const comparison: Comparison = { bench: 'proxy', scheme: 'http', goals: { '/1k': 0.45, '/100k': 0.65 } }

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
    await compare(comparison, path, wrkScript(root, path, cookies), ours, peer)
  const haproxyMemory = { name: 'haproxy', value: memoryOf(peer.pid).rss }
  printLine('proxy', 'memory after all that, RSS', memoryOf(ours.pid).rss, 'MB', null, haproxyMemory)
} finally {
  for (const child of children) child.kill('SIGKILL')
  await serving.end()
}
