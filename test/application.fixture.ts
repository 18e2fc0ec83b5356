import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

/** How a version of the little application behaves. */
export type Behaviour =
  | 'fine'
  | 'crashes'
  | 'never-ready'
  | 'dies-after-ready'
  | 'slow'
  | 'hangs'
  | 'leaks-descriptors'
  | 'ignores-sigterm'
  | 'ignores-port'
  | 'fails'

const bodies: Readonly<Record<Behaviour, string>> = {
  fine: '',
  crashes: `process.exit(3)`,
  'never-ready': `ready = () => false`,
  'dies-after-ready': `setTimeout(() => process.exit(4), 2500)`,
  slow: `answer = (res) => setTimeout(() => res.end('late ' + version), 4000)`,
  hangs: `answer = () => {}`,
  'leaks-descriptors': `const { openSync } = require('node:fs'); setInterval(() => { for (;;) openSync('/dev/null') }, 1500)`,
  'ignores-sigterm': `process.on('SIGTERM', () => {}); answer = (res) => { res.statusCode = 500; res.end('bad ' + version) }`,
  'ignores-port': `port = 19_999 - Math.floor(Math.random() * 9000)`,
  fails: `answer = (res) => { res.statusCode = 500; res.end('bad ' + version) }`,
}

const server = (version: string, behaviour: Behaviour): string => `
const { createServer } = require('node:http')
const version = ${JSON.stringify(version)}
let port = Number(process.env.PORT)
let ready = () => true
let answer = (res, body) => res.end(JSON.stringify({ version, word: process.env.WORD ?? null, body: body.length }))
${bodies[behaviour]}
const server = createServer((req, res) => {
  if (req.url === '/ready') { res.statusCode = ready() ? 200 : 503; return res.end('') }
  let body = ''
  req.on('data', (part) => { body += part })
  req.on('end', () => answer(res, body))
})
server.keepAliveTimeout = 5000
server.listen(port, process.env.HOST)
${behaviour === 'ignores-sigterm' ? '' : `process.on('SIGTERM', () => server.close(() => process.exit(0)))`}
`

/** Test files that run beside each other never take each other’s. */
const slice = 10_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 9) * 1_000

/** A free port outside the kernel's source ports and outside ours. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = slice + Math.floor(Math.random() * 1_000)
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
}

export type Repository = {
  readonly folder: string
  readonly write: (files: Readonly<Record<string, string>>) => void
  readonly commit: (message: string) => string
  /** Writes and commits a version of the application. */
  readonly version: (
    version: string,
    behaviour?: Behaviour,
    more?: Readonly<Record<string, string>>,
  ) => string
}

/** A git repository with the little application `hello`; `environment` is what its production says besides target. */
export const makeRepository = (
  folder: string,
  port: number,
  environment = 'watch: { for: 1s }',
): Repository => {
  mkdirSync(folder, { recursive: true })
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim()
  git('init', '-q', '-b', 'main')
  const write: Repository['write'] = (files) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
  }
  const commit: Repository['commit'] = (message) => {
    git('add', '-A')
    git('commit', '-q', '--allow-empty', '-m', message)
    return git('rev-parse', 'HEAD')
  }
  const config = `application: hello
components:
  web:
    build: { context: . }
    ready: { path: /ready, within: 6s, steady-for: 300ms }
    times: { request: 2s, drain: 2s, stop: 2s }
environments:
  production:
    target: process
    listen: 127.0.0.1:${port}
    ${environment.split('\n').join('\n    ')}
`
  write({
    'package.json': `${JSON.stringify({ name: 'hello', version: '1.0.0', private: true, scripts: { start: 'node server.js' } }, null, 2)}\n`,
    'ecluse.yaml': config,
  })
  return {
    folder,
    write,
    commit,
    version: (version, behaviour = 'fine', more = {}) => {
      write({ 'server.js': server(version, behaviour), ...more })
      return commit(`version ${version}: ${behaviour}`)
    },
  }
}

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
