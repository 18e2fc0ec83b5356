/**
 * HTTP/1.1 over TLS 1.3 through the embedded edge against one-thread HAProxy: the same certificate (ECDSA P-256), the
 * same upstream answering from memory, kept connections, rounds in turn, medians. `node bench/tls.ts [SCALE]`: 7
 * rounds at 1.
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { perform } from '../src/engine/perform.ts'
import type { EdgeRules } from '../src/ports/router.ts'
import { freePort } from '../test/application.fixture.ts'
import { until } from '../test/processes.fixture.ts'
import { type Comparison, compare, type Side } from './beside-haproxy.ts'
import { type Path, peerFile, sizes, upstreamFile } from './haproxy-files.ts'
import { say } from './print-line.ts'
import { deployed, environment, keyOf, type Serving, serve } from './serving-planes.ts'
import { wrkScript } from './wrk-load.ts'

const comparison: Comparison = { bench: 'tls', scheme: 'https', goals: { '/1k': 0.4, '/100k': 0.4 } }

type Files = { readonly certificate: string; readonly key: string }

const certificateIn = (folder: string): Files => {
  const [certificate, key] = [join(folder, 'bench.pem'), join(folder, 'bench.key')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = ['-subj', '/CN=bench.example', '-addext', 'subjectAltName=DNS:bench.example,IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', certificate, ...names], {
    stdio: 'ignore',
  })
  return { certificate, key }
}

const rulesWith = (files: Files): EdgeRules => ({
  tls: { kind: 'files', pairs: [files] },
  redirect: null,
  trustedProxies: [],
  limits: { body: 1_073_741_824, head: 32_768, connections: 10_000, perClient: 2_000, patience: 60_000 },
  accessLog: false,
  cohortDomain: null,
})

const ask = (port: number): Promise<{ status: number; cookie: string | undefined }> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/1k', agent: false, rejectUnauthorized: false }, (response) => {
      response.resume().on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0],
        }),
      )
    }).on('error', reject)
  })

const answers = (port: number) =>
  until('TLS answers', async () =>
    (await ask(port).catch(() => undefined))?.status === 200 ? true : undefined,
  )

/** HAProxy's own file, its address over TLS with both files in one. */
const securePeer = (root: string, port: number, cookie: string, upstream: number, files: Files): string => {
  const both = join(root, 'peer.pem')
  writeFileSync(both, readFileSync(files.certificate, 'utf8') + readFileSync(files.key, 'utf8'))
  const plain = readFileSync(peerFile(root, port, cookie, upstream, upstream), 'utf8')
  const file = join(root, 'peer-tls.cfg')
  const bind = `bind 127.0.0.1:${port}`
  writeFileSync(file, plain.replace(bind, `${bind} ssl crt ${both} ssl-min-ver TLSv1.2 alpn http/1.1`))
  return file
}

/** One release for everybody, over TLS; gives the public port and the upstream's. */
const route = async (serving: Serving, files: Files): Promise<{ port: number; upstream: number }> => {
  const argv = ['haproxy', '-db', '-f', upstreamFile(serving.folder.root)]
  const upstream = await serving.start(keyOf('new'), argv)
  const port = await freePort()
  const next = { ...deployed(1, keyOf('new'), `127.0.0.1:${port}`), edge: rulesWith(files) }
  const scene = { environment, revisions: [], context: { old: null, new: next, secret: null } }
  const whole = { weight: 100, new: 'new', old: null, boot: 'new', salt: 'bench', generation: 1 } as const
  await perform(serving.parts, scene, { kind: 'route', key: 'split', ...whole })
  await answers(port)
  return { port, upstream }
}

const serving = await serve()
const children: ReturnType<typeof spawn>[] = []
try {
  const { root } = serving.folder
  const files = certificateIn(root)
  const { port, upstream } = await route(serving, files)
  const { cookie } = await ask(port)
  if (cookie === undefined) throw new Error('the edge gave no cookie')
  const peerPort = await freePort()
  const config = securePeer(root, peerPort, cookie.split('=')[0] ?? '', upstream, files)
  const haproxy = spawn('haproxy', ['-db', '-f', config], { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(haproxy)
  await answers(peerPort)
  const { dataPlane } = await serving.supervision.list()
  const ours: Side = { name: 'ours', port, pid: dataPlane.pid ?? 0 }
  const peer: Side = { name: 'haproxy', port: peerPort, pid: haproxy.pid ?? 0 }
  for (const path of Object.keys(sizes) as Path[])
    await compare(comparison, path, wrkScript(root, path, [cookie]), ours, peer)
  for (const trouble of serving.troubles) say(trouble)
} finally {
  for (const child of children) child.kill('SIGKILL')
  await serving.end()
}
