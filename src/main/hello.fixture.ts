import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../bin/ecluse.js', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const serverJs = `const { createServer } = require('node:http')
const version = require('./version.json')
const server = createServer((request, response) => response.end(request.url === '/ready' ? 'ok' : version))
server.listen(Number(process.env.PORT), process.env.HOST, () => console.log('listening, version', version))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`

/** A hello application in a real repository, its own data folder, and the real command as a process. */
export class Hello {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'ecluse-hello-')))
  readonly repository = join(this.root, 'hello')
  readonly data = join(this.root, 'data')
  port = 0

  async begin(): Promise<this> {
    this.port = await freePort()
    mkdirSync(this.repository)
    this.git('init', '-q', '-b', 'main')
    this.write({
      'server.js': serverJs,
      'package.json':
        '{ "name": "hello", "version": "1.0.0", "private": true, "scripts": { "start": "node server.js" } }\n',
      'package-lock.json':
        '{ "name": "hello", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "hello", "version": "1.0.0" } } }\n',
      'ecluse.yaml': `application: hello
components:
  web: { build: { context: . }, ready: /ready }
environments:
  production: { target: process, listen: "127.0.0.1:${this.port}", watch: { for: 3s } }
`,
    })
    return this
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.repository, name), text)
  }

  commit(version: string): string {
    this.write({ 'version.json': JSON.stringify(version) })
    this.git('add', '-A')
    this.git('commit', '-q', '-m', `version ${version}`)
    return this.git('rev-parse', 'HEAD')
  }

  git(...args: readonly string[]): string {
    const environment = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
    }
    return execFileSync('git', args, { cwd: this.repository, env: environment, encoding: 'utf8' }).trim()
  }

  spawn(...argv: readonly string[]): ChildProcess {
    return spawn(process.execPath, [launcher, ...argv], {
      cwd: this.repository,
      env: { ...process.env, ECLUSE_DATA: this.data, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  async ended(child: ChildProcess): Promise<Ended> {
    let out = ''
    let err = ''
    child.stdout?.setEncoding('utf8').on('data', (part) => {
      out += String(part)
    })
    child.stderr?.setEncoding('utf8').on('data', (part) => {
      err += String(part)
    })
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, out, err }
  }

  run(...argv: readonly string[]): Promise<Ended> {
    return this.ended(this.spawn(...argv))
  }

  /** What people get; null where they are refused. */
  answer(): Promise<string | null> {
    return new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: this.port, agent: false }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part) => {
          body += String(part)
        })
        response.on('end', () => resolve(body))
      })
      request.on('error', () => resolve(null))
    })
  }

  /** Processes whose command line or environment names this data folder, by the entry that they run. */
  processes(entry: string): readonly number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid)
      .filter((pid) => {
        try {
          const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
          const ours =
            words.includes(this.data) ||
            readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ECLUSE_FOLDER=${this.data}`)
          return ours && words.some((word) => word.includes(entry))
        } catch {
          return false
        }
      })
  }

  async end(): Promise<void> {
    await this.run('stop', '--all')
    for (const pid of this.processes('')) process.kill(pid, 'SIGKILL')
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
