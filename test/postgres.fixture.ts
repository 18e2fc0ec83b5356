import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from './application.fixture.ts'
import { until } from './processes.fixture.ts'

/** Debian keeps the server's programs beside the path, by version. */
const folders = (): readonly string[] => {
  const versions = '/usr/lib/postgresql'
  const debian = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : []
  return [...debian, ...(process.env['PATH'] ?? '').split(delimiter)]
}

const programs = folders().find((folder) =>
  ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
)

/** Whether a real PostgreSQL can be started here. */
export const hasPostgres = programs !== undefined

/** The server refuses to run as root: the user that its package makes, else nobody. */
const user = (): { readonly uid: number; readonly gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  const id = (of: '-u' | '-g'): number => {
    for (const name of ['postgres', 'nobody'])
      try {
        return Number(
          execFileSync('id', [of, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
        )
      } catch {
        // The next one.
      }
    return 65_534
  }
  return { uid: id('-u'), gid: id('-g') }
}

export type Postgres = {
  readonly url: string
  /** One statement by psql; its rows, a line each, values parted by `|`. */
  query(sql: string): readonly string[]
  /** A script of psql, up to its first error: what it wrote, and that error. */
  script(text: string): { readonly out: string; readonly error: string }
  /** A script of psql that goes on meanwhile. */
  start(text: string): ChildProcess
  stop(): Promise<void>
}

/** A server of its own in a temporary folder, on a loopback port. */
export const startPostgres = async (): Promise<Postgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-pg-'))
  const as = user()
  chmodSync(folder, 0o700)
  if ('uid' in as) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  const bin = programs ?? ''
  const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TMPDIR: '/tmp' }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'ecluse', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...as,
    env: environment,
    cwd: '/',
    stdio: 'ignore',
  })
  const port = await freePort()
  const settings = ['-c', 'fsync=off', '-c', `unix_socket_directories=${folder}`, '-c', 'max_connections=60']
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings],
    {
      ...as,
      env: environment,
      cwd: '/',
      stdio: 'ignore',
    },
  )
  const ended = new Promise<void>((done) => server.on('exit', () => done()))
  const psql = existsSync(join(bin, 'psql')) ? join(bin, 'psql') : 'psql'
  const ask = (database: string, sql: string): readonly string[] =>
    execFileSync(
      psql,
      [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'ecluse',
        '-d',
        database,
        '-AtqX',
        '-v',
        'ON_ERROR_STOP=1',
        '-c',
        sql,
      ],
      { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    )
      .split('\n')
      .filter((line) => line !== '')
  const start = (text: string): ChildProcess => {
    const words = ['-h', '127.0.0.1', '-p', String(port), '-U', 'ecluse', '-d', 'appointments', '-X']
    const child = spawn(psql, [...words, '-f', '-'], {
      env: environment,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.stdin?.end(text)
    return child
  }
  const script = (text: string): { out: string; error: string } => {
    const words = ['-h', '127.0.0.1', '-p', String(port), '-U', 'ecluse', '-d', 'appointments', '-AtqX']
    const options = { env: environment, encoding: 'utf8', input: text } as const
    const { stdout, stderr, status } = spawnSync(
      psql,
      [...words, '-v', 'ON_ERROR_STOP=1', '-f', '-'],
      options,
    )
    return { out: stdout, error: status === 0 ? '' : stderr }
  }
  await until(
    'PostgreSQL answers',
    () => {
      try {
        return ask('postgres', 'select 1').length === 1 || undefined
      } catch {
        return undefined
      }
    },
    60_000,
  )
  ask('postgres', 'create database appointments')
  return {
    url: `postgres://ecluse@127.0.0.1:${port}/appointments`,
    query: (sql) => ask('appointments', sql),
    script,
    start,
    stop: async () => {
      // "Fast": connections are cut, what is committed is kept.
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
