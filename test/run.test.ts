import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { processesNaming, until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

let system: System
let repository: Repository
beforeAll(async () => {
  system = new System()
  await system.warm()
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  writeFileSync(
    join(repository.folder, 'ecluse.yaml'),
    config.replace('    ready:', '    variables: { WORD: lock }\n    ready:'),
  )
  repository.version('1')
  await system.expect(0, repository.folder, ['ship'])
}, 180_000)
afterAll(() => system.end(), 240_000)

/** The command as somebody at a terminal of this size has it; `script` makes the terminal. */
const atTerminal = (
  rows: number,
  columns: number,
  args: readonly string[],
  keys: string,
  beside = '',
): Promise<string> =>
  new Promise((resolve) => {
    const words = [process.execPath, binary, ...args].map((word) => `'${word}'`).join(' ')
    const child = spawn(
      'script',
      ['-qfec', `stty rows ${rows} cols ${columns}; ${beside} ${words}`, '--echo', 'always', '/dev/null'],
      { cwd: repository.folder, env: { ...process.env, ECLUSE_DATA: system.data, TERM: 'vt220' } },
    )
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      out += part
      if (out.includes('ready>') && keys !== '') {
        child.stdin.write(keys)
        keys = ''
      }
    })
    child.on('close', () => resolve(out))
  })

/** `ecluse run ARGS`, in pipes. */
const run = (args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [binary, 'run', '--data', system.data, ...args], {
      cwd: repository.folder,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (part) => {
      out += part
    })
    child.stderr.setEncoding('utf8').on('data', (part) => {
      err += part
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })

const written = (script: string): string => {
  const file = join(system.scratch, `${Math.random()}.js`)
  writeFileSync(file, script)
  return file
}

it('runs in the image and configuration of what is out, and ends as the command ends', async () => {
  const script =
    'console.log(process.env.WORD, process.cwd().endsWith("/app"), process.env.PORT ?? "-"); console.error("apart"); process.exit(7)'
  const ran = await run(['web', '--', 'node', '-e', script])
  expect(ran).toMatchObject({ code: 7, out: 'lock true -\n' })
  expect(ran.err).toContain('apart')
  const absent = await run(['web', '--', 'no-such-program'])
  expect(absent).toMatchObject({ code: 127, out: '' })
  expect(absent.err).toContain('no-such-program: command not found')
  const usage = await run(['web'])
  expect(usage.code).toBe(2)
  const unknown = await run(['api', '--', 'node'])
  expect(unknown.code).not.toBe(0)
  expect(unknown.err).toContain('api')
}, 240_000)

it('on a terminal it has one of its own, of the same size, that echoes and takes keys', async () => {
  const script = written(
    `console.log(process.stdout.isTTY, process.stdout.rows, process.stdout.columns, process.env.TERM)
    process.stdin.on('data', (line) => { console.log('got ' + String(line).trim()); process.exit(0) }); console.log('ready>')`,
  )
  const out = await atTerminal(33, 101, ['run', 'web', '--', 'node', script], 'open the gates\r')
  expect(stripVTControlCharacters(out)).toContain('true 33 101 vt220')
  expect(out).toContain('got open the gates')
}, 240_000)

it('is told when the window changes its size', async () => {
  const here = join(system.scratch, 'at the window')
  const script = written(
    `const size = () => process.stdout.rows + ' ' + process.stdout.columns
    // stty changes rows and columns one after the other.
    process.stdout.on('resize', () => { if (size() === '20 70') { console.log('now', size()); process.exit(0) } })
    console.log('first', size())
    require('fs').writeFileSync(${JSON.stringify(here)}, ''); setInterval(() => {}, 1000)`,
  )
  const changes = `(while [ ! -e '${here}' ]; do sleep 0.1; done; stty rows 20 cols 70 < /dev/tty) &`
  const out = await atTerminal(33, 101, ['run', 'web', '--', 'node', script], '', changes)
  expect(stripVTControlCharacters(out)).toMatch(/first 33 101\s+now 20 70/)
}, 240_000)

it('is ended when the command is lost, with all that it started, unless it is detached', async () => {
  const marker = join(system.scratch, 'marker')
  const script = written(
    `process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); require('fs').writeFileSync(${JSON.stringify(marker)}, String(process.pid)); setInterval(() => {}, 1000)`,
  )
  const child = spawn(process.execPath, [binary, 'run', 'web', '--data', system.data, '--', 'node', script], {
    cwd: repository.folder,
    stdio: 'ignore',
  })
  const pid = await until('it runs', () =>
    existsSync(marker) ? Number(readFileSync(marker, 'utf8')) : undefined,
  )
  child.kill('SIGKILL')
  await until('it is gone', () =>
    existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
      ? undefined
      : true,
  )

  const done = join(system.scratch, 'done')
  const later = written(`setTimeout(() => require('fs').writeFileSync(${JSON.stringify(done)}, ''), 1500)`)
  expect((await run(['web', '--detach', '--', 'node', later])).code).toBe(0)
  await until('it went on by itself', () => (existsSync(done) ? true : undefined))
  await until('nothing of it is left', () =>
    processesNaming(system.data).some(({ command }) => command.includes(later)) ? undefined : true,
  )
}, 90_000)

it('stands in the ledger with who ran what', async () => {
  expect(await system.expect(0, repository.folder, ['verify'])).toMatch(/\d/)
}, 240_000)
