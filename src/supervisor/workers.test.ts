import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunSpec, Supervision } from '../ports/supervision.ts'
import { checkLiveness } from './live.ts'
import { isReady, key, only, runWhen, Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
let supervision: Supervision
beforeEach(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterEach(() => supervised.clear())

const at = (name: string): string => join(supervised.folder.root, name)
const worker = (script: string, change: Partial<RunSpec> = {}): RunSpec =>
  supervised.spec(
    {},
    {
      argv: [process.execPath, '-e', script],
      ready: { by: 'process', path: '/', status: 200, within: 20_000, steadyFor: 200 },
      serves: false,
      exclusive: true,
      ...change,
    },
  )
const lives = 'setInterval(() => {}, 1000)'

describe('a worker', () => {
  it('is ready while it lives; one that listens is warned of', async () => {
    await supervision.run(key, 1, worker(lives))
    expect(only(await runWhen(supervision, isReady)).warnings).toBeUndefined()
    const other = 'benefits/production/queue/r2'
    await supervision.run(
      other,
      1,
      worker(`setTimeout(() => require("net").createServer().listen(0, "127.0.0.1"), 400)`),
    )
    const run = await runWhen(supervision, (one) => isReady(one) && only(one).warnings !== undefined, other)
    expect(only(run).warnings?.[0]).toMatchObject({ code: 'worker-listens' })
  })

  it('that is restarted never runs twice at once', async () => {
    const script = `const fs = require('fs'); if (fs.existsSync('here')) fs.writeFileSync('two', '');
      fs.writeFileSync('here', ''); process.on('SIGTERM', () => setTimeout(() => { fs.rmSync('here'); process.exit(0) }, 300)); ${lives}`
    await supervision.run(key, 1, worker(script))
    const before = only(await runWhen(supervision, isReady)).id
    await supervision.restart(key, 2)
    await runWhen(supervision, (run) => isReady(run) && only(run).id !== before)
    expect(existsSync(at('two'))).toBe(false)
  })

  it('that never stops is killed after its grace, by whatever signal it was asked', async () => {
    const script = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => require('fs').writeFileSync('asked', '')); ${lives}`
    await supervision.run(key, 1, worker(script, { signal: 'SIGINT', times: { drain: 20_000, stop: 400 } }))
    await runWhen(supervision, isReady)
    const { logs } = (await runWhen(supervision, isReady)).spec
    await supervision.stop(key, 2)
    await until(async () => (await supervision.list()).runs.length === 0)
    expect(existsSync(at('asked'))).toBe(true)
    const [log] = readdirSync(logs).filter((name) => name.endsWith('.log'))
    const said = readFileSync(join(logs, log ?? ''), 'utf8')
    expect(said).toMatch(
      /^ecluse: did-not-stop: it did not end within 400 ms of SIGINT, and was killed; .*times\.stop/m,
    )
    expect(said).toMatch(/^ecluse: did-not-stop: il ne s’est pas terminé/m)
  })
})

describe('what follows an end that nobody asked for', () => {
  const counts = `require('fs').appendFileSync('starts', 'x');`

  it('on-failure: a worker that did its work is as good as ready, also for the next supervisor', async () => {
    await supervision.run(
      key,
      1,
      worker(`${counts} setTimeout(() => process.exit(0), 50)`, { restart: 'on-failure' }),
    )
    const ended = (run: { value: string; instances: readonly { problem?: { code: string } }[] }) =>
      run.value === 'ready' && run.instances[0]?.problem?.code === 'ended'
    expect(await runWhen(supervision, ended)).toMatchObject({ crashes: 0 })
    await supervised.killSupervisor()
    supervision = await supervised.start()
    await runWhen(supervision, ended)
    expect(readFileSync(at('starts'), 'utf8')).toBe('x')
    await supervision.stop(key, 2)
    await until(async () => (await supervision.list()).runs.length === 0)
  })

  it('never: what failed has failed', async () => {
    await supervision.run(key, 1, worker(`${counts} process.exit(3)`, { restart: 'never' }))
    expect(await runWhen(supervision, (run) => run.value === 'failed')).toMatchObject({ crashes: 1 })
    expect(readFileSync(at('starts'), 'utf8')).toBe('x')
  })
})

describe('checks', () => {
  it('by port, and by a command that sees the instance’s variables', async () => {
    await supervision.run(
      key,
      1,
      supervised.spec({}, { ready: { by: 'port', path: '/', status: 200, within: 20_000, steadyFor: 100 } }),
    )
    await runWhen(supervision, isReady)
    const command = [
      process.execPath,
      '-e',
      'process.exit(process.env.PORT && process.env.WORD === "x" && require("fs").existsSync("up") ? 0 : 1)',
    ]
    const other = 'benefits/production/api/r2'
    const ready = { by: { command }, path: '/', status: 200, within: 20_000, steadyFor: 0 }
    await supervision.run(other, 1, { ...supervised.spec({ WORD: 'x' }), ready })
    await runWhen(supervision, (run) => run.instances[0]?.problem?.code === 'not-ready', other)
    writeFileSync(at('up'), '')
    await runWhen(supervision, isReady, other)
  })

  it('alive: told once, after three misses in a row, and not before', async () => {
    const answers = ['no', 'no', 'yes', 'no', 'no', 'no', 'no']
    const problem = { code: 'not-ready', kind: 'failed', message: { en: 'no', fr: 'non' } } as const
    const dead: string[] = []
    let looks = 0
    const look = async () => {
      const refused = answers[looks] === 'no'
      looks += 1
      return { problem: refused ? problem : undefined, refused }
    }
    await checkLiveness(look, ({ code }) => dead.push(code), new AbortController().signal, 5)
    expect([looks, dead]).toEqual([6, ['not-ready']])
  })
})

describe('limits', () => {
  it('of memory: an instance that takes more ends, and it is said where only its processes are limited', async () => {
    const eats = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 5)'
    await supervision.run(key, 1, worker(eats, { limits: { memory: 192 << 20 } }))
    const run = await runWhen(supervision, (one) => one.crashes > 0)
    expect(run.lastCrash?.signal ?? run.lastCrash?.code).not.toBe(0)
  })

  it('of processors: enforced, or said not to be', async () => {
    await supervision.run(key, 1, worker(lives, { limits: { cpu: 0.2 } }))
    const run = await runWhen(supervision, isReady)
    const { pid, warnings } = only(run)
    const grouped = readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes('ecluse-')
    expect(grouped || warnings?.[0]?.code === 'limit-not-enforced').toBe(true)
  })
})
