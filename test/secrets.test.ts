import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce } from './people.fixture.ts'
import { kill, processesNaming, until } from './processes.fixture.ts'
import { commandsWith, filesWith, told } from './secrets.fixture.ts'
import { System } from './system.fixture.ts'

const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const planted = {
  file: 'planted-file-Zx9"\\é-4711',
  environment: 'planted-environment-Qw8-0815',
  command: 'planted-command-Er7-1234',
  set: 'planted-set-Ty6-5678',
  second: 'planted-second-Ui5-9012',
  third: 'planted-third-Op4-3456',
}
const all = Object.values(planted)

/** Answers with lengths and a checksum of what it was given, never with the values. */
const server = (version: string, more = ''): string => `
const { createServer } = require('node:http')
const { createHash } = require('node:crypto')
const short = (name) => process.env[name] === undefined ? null : createHash('sha256').update(process.env[name]).digest('hex').slice(0, 8)
${more}
const server = createServer((req, res) => res.end(JSON.stringify({
  version: ${JSON.stringify(version)}, word: process.env.WORD ?? null, body: 0,
  file: short('FROM_FILE'), environment: short('FROM_ENVIRONMENT'), command: short('FROM_COMMAND'), set: short('BY_HAND'),
})))
server.listen(Number(process.env.PORT), process.env.HOST)
process.on('SIGTERM', () => process.exit(0))
`

type Seen = { version: string; file: string; environment: string; command: string; set: string }

const short = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 8)

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('secrets', () => {
  const system = new System()
  let repository: Repository
  let port: number
  const outputs: string[] = []
  const from = join(system.scratch, 'db-password')
  const command = join(system.scratch, 'print-it')

  const run = async (args: readonly string[], input = '', variables: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [binary, ...args, '--data', system.data], {
      cwd: repository.folder,
      env: { ...process.env, LC_ALL: 'C.UTF-8', WITH_SHIP: planted.environment, ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    child.stdout.on('data', (part) => {
      out += part
    })
    child.stderr.on('data', (part) => {
      out += part
    })
    child.stdin.on('error', () => undefined).end(input)
    const code = await new Promise<number>((resolve) => child.on('close', (ended) => resolve(ended ?? -1)))
    outputs.push(out)
    return { code, out }
  }
  const good = async (args: readonly string[], input = ''): Promise<string> => {
    const ran = await run(args, input)
    expect(`${ran.code} ${ran.out}`).toMatch(/^0 /)
    return ran.out
  }
  const seen = async (): Promise<Seen> => (await askOnce(port)) as unknown as Seen

  const serves = (): Promise<true> =>
    until('it serves again', async () => ((await seen()).version === undefined ? undefined : true))

  const version = (name: string, more = ''): string => {
    repository.write({ 'server.js': server(name, more) })
    return repository.commit(name)
  }
  const config = (how: string, back = 'current'): void =>
    repository.write({
      'ecluse.yaml': `application: hello
components:
  web:
    build: { context: . }
    ready: { path: /, within: 8s, steady-for: 200ms }
    times: { request: 2s, drain: 1s, stop: 1s }
    secrets:
      FROM_FILE: { file: ${from} }
      FROM_ENVIRONMENT: { environment: WITH_SHIP }
      FROM_COMMAND: { command: [${command}, print] }
      BY_HAND: set
environments:
  production:
    listen: 127.0.0.1:${port}
    watch: { for: 1s, keep-previous: ${how} }
    secrets-on-rollback: ${back}
`,
    })
  const works = `echo ${planted.command} >&2; printf '%s' ${planted.command}`
  const script = (body: string): void => {
    writeFileSync(command, `#!/bin/sh\n${body}\n`)
    chmodSync(command, 0o755)
  }

  beforeAll(async () => {
    await system.warm()
    port = await freePort()
    repository = makeRepository(join(system.scratch, 'hello'), port)
    writeFileSync(from, `${planted.file}\n`, { mode: 0o600 })
    script(works)
    config('10m')
  }, 240_000)
  afterAll(() => system.end(), 240_000)

  it('that cannot be had refuse the ship by name and place, all at once', { timeout: 240_000 }, async () => {
    version('one')
    chmodSync(from, 0o644)
    script('exit 0')
    const ran = await run(['ship'], '', { WITH_SHIP: '' })
    expect(ran.code).toBe(2)
    for (const expected of [
      /ecluse\.yaml:8:\d+: secret-file-open: .*FROM_FILE.*0644/,
      /ecluse\.yaml:9:\d+: secret-variable-missing: .*WITH_SHIP/,
      /ecluse\.yaml:10:\d+: secret-empty: .*printed nothing/,
      /ecluse\.yaml:11:\d+: secret-not-set: .*BY_HAND/,
      /chmod o= /,
    ])
      expect(flat(ran.out)).toMatch(expected)
    chmodSync(from, 0o600)
    script('sleep 60')
    const hung = await run(['ship', '--language', 'fr'])
    expect(hung.code).not.toBe(0)
    expect(hung.out).toMatch(/secret-command-hung/)
    expect(processesNaming(system.data).filter((one) => one.command.includes('print-it'))).toEqual([])
    script(`echo ${planted.command} >&2; echo ${planted.command}; exit 7`)
    expect(flat((await run(['ship'])).out)).toMatch(/secret-command-failed: .* ended with 7/)
  })

  it('reach the instances, from each source', { timeout: 90_000 }, async () => {
    script(works)
    expect(
      await good(['secret', 'set', 'BY_HAND', '--environment', 'production', '--later'], `${planted.set}\n`),
    ).toMatch(/next ship/)
    await good(['ship'])
    expect(await seen()).toMatchObject({
      version: 'one',
      file: short(planted.file),
      environment: short(planted.environment),
      command: short(planted.command),
      set: short(planted.set),
    })
    const print = `console.log(require('node:crypto').createHash('sha256').update(process.env.BY_HAND).digest('hex').slice(0, 8))`
    expect(await good(['run', '--data', system.data, 'web', '--', 'node', '-e', print, '--'])).toContain(
      short(planted.set),
    )
    expect(await good(['ship'])).toMatch(/already live/)
    expect(statSync(join(system.data, 'secrets/key')).mode & 0o777).toBe(0o600)
  })

  it('survive a crash of everything', { timeout: 90_000 }, async () => {
    system.killAll()
    await good(['proxy'])
    await serves()
    expect((await seen()).set).toBe(short(planted.set))
  })

  it('changed, are a release of their own, which can be taken back', { timeout: 240_000 }, async () => {
    const set = await good(['secret', 'set', 'BY_HAND'], planted.second)
    expect(set).toMatch(/release 2/)
    expect((await seen()).set).toBe(short(planted.second))
    const back = await good(['rollback'])
    expect(back).toMatch(/BY_HAND.*changed since release 1.*recorded/s)
    expect((await seen()).set).toBe(short(planted.set))
    const list = JSON.parse(await good(['secret', 'list', '--json'])) as {
      secrets: { name: string; next: object | null; running: { source: string; by: string } }[]
    }
    expect(
      list.secrets.map(({ name, next, running }) => `${name} ${running.source} ${next !== null}`),
    ).toEqual([
      'FROM_FILE file false',
      'FROM_ENVIRONMENT environment false',
      'FROM_COMMAND command false',
      'BY_HAND set true',
    ])
    expect(await good(['ship'])).toMatch(/release 3/)
    expect((await seen()).set).toBe(short(planted.second))
  })

  it('in a later rollback are as the file says, which is said', { timeout: 240_000 }, async () => {
    config('0s')
    version('two')
    await good(['ship'])
    await good(['secret', 'set', 'BY_HAND'], planted.third)
    const back = await good(['rollback', '--to', '4'])
    expect(flat(back)).toMatch(/BY_HAND has changed since release 4: the values in force now are used/)
    expect(await seen()).toMatchObject({ version: 'two', set: short(planted.third) })
    config('0s', 'recorded')
    version('strict')
    await good(['ship'])
    await good(['secret', 'set', 'BY_HAND'], planted.set)
    const strict = await good(['rollback', '--to', '6'])
    expect(flat(strict)).toMatch(/BY_HAND has changed since release 6: the values recorded with it are used/)
    expect(await seen()).toMatchObject({ version: 'strict', set: short(planted.third) })
  })

  it('stand in no file, no command line and no output', { timeout: 240_000 }, async () => {
    version('three', `console.error('cannot connect', process.env.FROM_FILE); process.exit(3)`)
    const ran = await run(['ship'])
    expect(ran.code).toBe(1)
    for (const args of [['why'], ['why', '--json'], ['status', '--json'], ['history', '--json'], ['verify']])
      await run(args)
    for (const args of [
      ['config', 'show'],
      ['config', 'show', '--json'],
      ['config', 'diff', '--json'],
      ['check', '--json'],
    ])
      expect((await run(args)).code).toBe(0)
    // What an application writes into its own log is its own; ours may not repeat it.
    const holding = filesWith(system.data, all).filter((path) => !/\/runs\/.*\/logs\//.test(path))
    expect(holding).toEqual([])
    expect(commandsWith(system.data, all)).toEqual([])
    expect(outputs.flatMap((output) => told(output, all))).toEqual([])
    expect(existsSync(join(system.data, 'control.db'))).toBe(true)
  })

  it('without their key start nothing new, and the old goes on', { timeout: 90_000 }, async () => {
    const { rename } = await import('node:fs/promises')
    await rename(join(system.data, 'secrets/key'), join(system.scratch, 'key'))
    const ran = await run(['ship'])
    expect(ran.out).toMatch(/secrets-key-missing/)
    expect(await seen()).toMatchObject({ version: 'strict' })
    await rename(join(system.scratch, 'key'), join(system.data, 'secrets/key'))
    for (const one of processesNaming(system.data)) if (one.command.includes('server.js')) kill(one.pid)
    await serves()
  })
})
