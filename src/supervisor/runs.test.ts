import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Supervision } from '../ports/supervision.ts'
import { isAlive, statOf } from './proc.ts'
import { fetchFrom, isReady, key, only, runOf, runWhen, Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
let supervision: Supervision
beforeEach(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterEach(() => supervised.clear())

describe('an instance', () => {
  test('becomes ready and sees exactly what is declared, where it is and where others are', async () => {
    const spec = supervised.spec(
      { LOG_LEVEL: 'info', HOST: 'elsewhere' },
      { addresses: { API_URL: 'benefits/production/api/r1' } },
    )
    await supervision.run(key, 1, spec)
    const run = await runWhen(supervision, isReady)
    const { port, id, pid } = only(run)
    expect(await fetchFrom(port)).toBe(String(pid))
    const environment = JSON.parse(await fetchFrom(port, '/environment')) as Record<string, string>
    const inner = await supervision.reserve('benefits/production/api/r1')
    expect(environment).toEqual({
      PATH: expect.any(String),
      LOG_LEVEL: 'info',
      API_URL: `http://127.0.0.1:${inner}`,
      HOST: '127.0.0.1',
      PORT: String(port),
      TMPDIR: expect.stringContaining(supervised.folder.runs),
      ECLUSE_INSTANCE: id,
      ECLUSE_FOLDER: supervised.folder.root,
    })
    expect(statOf(pid ?? 0)?.group).toBe(pid)
  })

  test('that crashes is started again with growing pauses, and its last lines are kept', async () => {
    await supervision.run(key, 1, supervised.spec({ MODE: 'crash' }))
    const run = await runWhen(supervision, ({ crashes }) => crashes >= 3)
    expect(run.lastCrash).toMatchObject({ code: 3, signal: null })
    expect(run.lastCrash?.lastLines).toContain('TypeError: cannot read claimant of undefined')
    expect(new Set(run.instances.map(({ id }) => id)).size).toBe(1)
    expect(run.value).not.toBe('ready')
  })

  test('that was ready and crashes comes back, and the crash is counted', async () => {
    await supervision.run(key, 1, supervised.spec())
    const first = only(await runWhen(supervision, isReady))
    await fetchFrom(first.port, '/crash').catch(() => undefined)
    const run = await runWhen(supervision, (now) => isReady(now) && now.crashes === 1)
    expect(only(run).pid).not.toBe(first.pid)
    expect(only(run).lastExit).toMatchObject({ code: 7, signal: null })
    expect(run.lastCrash?.instance).toBe(first.id)
  })

  test('is not ready until it answered well without a break', async () => {
    const ready = { path: '/ready', status: 200, within: 20_000, steadyFor: 800 }
    await supervision.run(key, 1, supervised.spec({ MODE: 'flaky' }, { ready }))
    const run = await runWhen(supervision, isReady)
    expect(run.crashes).toBe(0)
  })

  test.each([
    ['elsewhere', /ignores PORT: it listens on \d+, and not on \d+/],
    ['deaf', /ignores PORT: it listens nowhere, and not on \d+/],
    ['never', /GET \/ready answers 503/],
    ['hang', /GET \/ready is not answered/],
  ])('that is not ready in time fails with its reason: %s', async (mode, sentence) => {
    const ready = { path: '/ready', status: 200, within: 1_500, steadyFor: 50 }
    await supervision.run(key, 1, supervised.spec({ MODE: mode }, { ready }))
    const run = await runWhen(supervision, ({ value }) => value === 'failed')
    expect(only(run).problem?.message.en).toMatch(sentence)
    expect(run.crashes).toBe(0)
  })

  test('whose start command is not there fails at once, saying so', async () => {
    await supervision.run(key, 1, supervised.spec({}, { argv: ['no-such-program', 'x'] }))
    const run = await runWhen(supervision, ({ value }) => value === 'failed')
    expect(only(run).problem).toMatchObject({ code: 'start-command-missing' })
    expect(only(run).problem?.message.en).toContain('“no-such-program”')
    expect(run.crashes).toBe(0)
  })

  test('whose port another process takes first is started on another, and that is no evidence', async () => {
    const thief = createServer((_, response) => response.end('stolen'))
    const begun = join(supervised.folder.root, 'begun')
    // Between choice and use: the application waits for its port to be taken.
    const slow = `const net=require('node:net');const p=+process.env.PORT;const http=require('node:http');
      const begun=${JSON.stringify(begun)};
      if(!require('node:fs').existsSync(begun)){require('node:fs').writeFileSync(begun,String(p));
      const ask=()=>net.connect(p,'127.0.0.1').on('error',()=>setTimeout(ask,20))
        .on('connect',()=>http.createServer((q,s)=>s.end('x')).listen(p,'127.0.0.1'));ask()}
      else http.createServer((q,s)=>s.end('own')).listen(p,'127.0.0.1')`
    await supervision.run(key, 1, supervised.spec({}, { argv: [process.execPath, '-e', slow] }))
    const { port } = await until(async () => {
      const run = runOf(await supervision.list())
      const instance = run?.instances[0]
      return instance?.pid === null || instance === undefined ? undefined : instance
    })
    // Killed before it had begun, it would begin to wait again.
    await until(() => existsSync(begun))
    await new Promise<void>((resolve) => thief.listen(port ?? 0, '127.0.0.1', resolve))
    const run = await runWhen(supervision, isReady)
    thief.close()
    expect(only(run).port).not.toBe(port)
    expect(await fetchFrom(only(run).port)).toBe('own')
    expect(run.crashes).toBe(0)
  })

  test('that stops answering fails after its deadline, and is ready again when it answers', async () => {
    const ready = { path: '/ready', status: 200, within: 600, steadyFor: 50 }
    // What a signal stopped is left as it is only where that was asked for.
    const drift = 'tell' as const
    await supervision.run(key, 1, supervised.spec({}, { drift, ready: { ...ready, within: 20_000 } }))
    const { pid } = only(await runWhen(supervision, isReady))
    await supervision.run(key, 1, supervised.spec({}, { drift, ready }))
    process.kill(pid ?? 0, 'SIGSTOP')
    const run = await runWhen(supervision, ({ value }) => value === 'failed')
    expect(only(run).problem?.code).toMatch(/not-ready|stopped-by-hand/)
    process.kill(pid ?? 0, 'SIGCONT')
    expect(only(await runWhen(supervision, isReady)).pid).toBe(pid)
  })
})

describe('a run', () => {
  test('that is stopped leaves nothing, however stubborn, and keeps its fence', async () => {
    await supervision.run(
      key,
      3,
      supervised.spec({ MODE: 'child-stubborn' }, { times: { drain: 100, stop: 400 } }),
    )
    await runWhen(supervision, isReady)
    expect(supervised.marked().length).toBeGreaterThanOrEqual(3)
    await supervision.stop(key, 4)
    await supervision.stop(key, 4)
    await until(async () => runOf(await supervision.list()) === undefined)
    expect(supervised.marked()).toEqual([])
    expect((await supervision.list()).fences).toEqual({ [key]: 4 })
    await expect(supervision.run(key, 3, supervised.spec())).rejects.toThrow(/stale-generation.*than 4/)
    await expect(supervision.hold(key, 3)).rejects.toThrow(/stale-generation/)
  })

  test.each([
    ['that crashes again and again', { MODE: 'crash' }, {}],
    ['whose command is not there', {}, { argv: ['no-such-program'] }],
    ['that is not ready yet', { MODE: 'never' }, {}],
  ])('%s is stopped too', async (_, variables, alter) => {
    await supervision.run(key, 1, supervised.spec(variables, alter))
    await runWhen(supervision, (run) => run.crashes > 1 || run.instances[0]?.problem !== undefined)
    await supervision.stop(key, 1)
    await until(async () => runOf(await supervision.list()) === undefined)
    expect(supervised.marked()).toEqual([])
  })

  test('ends on SIGTERM by itself where it can', async () => {
    await supervision.run(key, 1, supervised.spec())
    const instance = only(await runWhen(supervision, isReady))
    const began = performance.now()
    await supervision.stop(key, 1)
    await until(async () => runOf(await supervision.list()) === undefined)
    expect(performance.now() - began).toBeLessThan(4_000)
    expect(isAlive({ pid: instance.pid ?? 0, start: 0 })).toBe(false)
  })

  test('can be wanted again while it stops', async () => {
    await supervision.run(
      key,
      1,
      supervised.spec({ MODE: 'stubborn' }, { times: { drain: 10, stop: 1_500 } }),
    )
    const first = only(await runWhen(supervision, isReady))
    await supervision.stop(key, 2)
    await supervision.run(key, 3, supervised.spec({}))
    const run = await runWhen(supervision, (now) => isReady(now) && now.instances.length === 1)
    expect(only(run).pid).not.toBe(first.pid)
    expect(run.generation).toBe(3)
  })

  test('has as many instances as it wants', async () => {
    await supervision.run(key, 1, supervised.spec({}, { instances: 2 }))
    const two = await runWhen(supervision, (run) => isReady(run) && run.instances.length === 2)
    await supervision.run(key, 1, supervised.spec({}, { instances: 1 }))
    const one = await runWhen(supervision, (run) => isReady(run) && run.instances.length === 1)
    expect(only(one).pid).toBe(two.instances.find(({ index }) => index === 0)?.pid)
  })

  test('is restarted one instance after the other, each new one ready before an old one goes', async () => {
    await supervision.run(key, 1, supervised.spec({}, { instances: 2 }))
    const before = await runWhen(supervision, isReady)
    const old = new Set(before.instances.map(({ pid }) => pid))
    let fewest = 2
    const forget = supervision.watch(
      (list) => {
        const ready = runOf(list)?.instances.filter(({ state }) => state === 'ready').length ?? 0
        fewest = Math.min(fewest, ready)
      },
      () => undefined,
    )
    await supervision.restart(key, 2)
    const after = await runWhen(
      supervision,
      (run) => isReady(run) && run.instances.length === 2 && run.instances.every(({ pid }) => !old.has(pid)),
    )
    await supervision.restart(key, 2)
    forget()
    expect(fewest).toBe(2)
    expect(after.value).toBe('ready')
    expect(after.crashes).toBe(0)
    expect((await runWhen(supervision, isReady)).instances.map(({ id }) => id)).toEqual(
      after.instances.map(({ id }) => id),
    )
  })

  test('keeps its inner address as long as it lives, and another one after that', async () => {
    const inner = await supervision.reserve(key)
    expect(await supervision.reserve(key)).toBe(inner)
    await supervision.run(key, 1, supervised.spec())
    expect((await runWhen(supervision, isReady)).inner).toBe(inner)
    await supervision.stop(key, 1)
    await until(async () => runOf(await supervision.list()) === undefined)
    expect(inner).toBeGreaterThanOrEqual(20_000)
    expect(inner).toBeLessThan(30_000)
  })
})

test('bad requests are refused by name', async () => {
  const spec = supervised.spec()
  await expect(supervision.run('', 1, spec)).rejects.toThrow(/bad-request.*“key”/)
  await expect(supervision.run(key, -1, spec)).rejects.toThrow(/bad-request.*“generation”/)
  await expect(supervision.run(key, 1, { ...spec, argv: 'x' as never })).rejects.toThrow(
    /bad-request.*“spec”/,
  )
  await expect(supervision.restart(key, 1)).rejects.toThrow(/not-running/)
})

describe('with a data plane', () => {
  beforeEach(async () => {
    await supervised.killSupervisor()
    supervised.listen([])
    supervision = await supervised.start()
    await until(async () => (await supervision.list()).dataPlane.pid)
  })

  test('an instance drains until the data plane says that nobody is on it any more', async () => {
    await supervision.run(key, 1, supervised.spec({}, { times: { drain: 60_000, stop: 5_000 } }))
    const { id, pid } = only(await runWhen(supervision, isReady))
    await supervision.stop(key, 2)
    expect(only(await runWhen(supervision, (run) => run.value === 'stopping'))).toMatchObject({
      state: 'draining',
      pid,
    })
    await supervision.drained([id, 'other#0.1'])
    await until(async () => runOf(await supervision.list()) === undefined)
  })

  test('a drain is taken back where the run is wanted again', async () => {
    const spec = supervised.spec({}, { times: { drain: 60_000, stop: 5_000 } })
    await supervision.run(key, 1, spec)
    const { id } = only(await runWhen(supervision, isReady))
    await supervision.stop(key, 2)
    await runWhen(supervision, (run) => run.instances[0]?.state === 'draining')
    await supervision.run(key, 3, spec)
    expect(only(await runWhen(supervision, isReady)).id).toBe(id)
    await supervision.drained([id])
    await supervision.stop(key, 4)
    await runWhen(supervision, (run) => run.instances[0]?.state === 'draining')
    await supervision.drained([id])
    await until(async () => runOf(await supervision.list()) === undefined)
  })

  test('an instance drains no longer than its deadline', async () => {
    await supervision.run(key, 1, supervised.spec({}, { times: { drain: 200, stop: 5_000 } }))
    await runWhen(supervision, isReady)
    await supervision.stop(key, 2)
    await until(async () => runOf(await supervision.list()) === undefined)
  })
})
