import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ledgerCheck } from '../api/basics.ts'
import { environment } from '../api/engine.fixture.ts'
import * as views from '../api/views.ts'
import { printed } from '../api/written.fixture.ts'
import type { StatusView } from '../engine/facade.ts'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import { Bench } from './run.fixture.ts'
import { width } from './wrap.ts'

const bench = new Bench()
const here = join(bench.root, 'here')
beforeAll(async () => {
  await bench.serve()
  mkdirSync(here)
  writeFileSync(join(here, 'ecluse.yaml'), '# ours\napplication: "hello"  # a name\n')
})
afterAll(() => bench.close())
beforeEach(() => {
  bench.engine.fails = null
  bench.engine.environments = [environment()]
  bench.engine.asked.length = 0
})

const commands: readonly (readonly [string, readonly string[], z.ZodType])[] = [
  ['status', ['status'], views.status],
  ['why', ['why', '142'], views.why],
  ['history', ['history'], views.history],
  ['verify', ['verify'], ledgerCheck],
  ['pause', ['pause'], views.done],
  ['resume', ['resume'], views.done],
  ['promote', ['promote'], views.done],
]

test('verify ends undecided where an anchor could not be read, and says why', async () => {
  const own = await new Bench().serve()
  const anchor = { place: '/mnt/heads', heads: 0, last: null, wrong: null, why: same('it is not mounted') }
  own.engine.ledgerCheck = { entries: 9, broken: null, anchors: [anchor] }
  const { code, out } = await own.run(['verify'])
  await own.close()
  expect(code).toBe(6)
  expect(out).toContain('anchor not compared: it is not mounted')
})

describe.each(commands)('%s', (_, argv, schema) => {
  test('as JSON is one document of its shape', async () => {
    const { code, out, err } = await bench.run([...argv, '--json'], { folder: here })
    expect([code, err]).toEqual([0, ''])
    expect(out.trimEnd()).not.toContain('\n')
    printed(schema).parse(JSON.parse(out))
  })

  test.each(['en', 'fr'])('in %s fits 100 columns and drives no terminal', async (language) => {
    const { code, out, lines } = await bench.run([...argv, '--language', language], { folder: here })
    expect(code).toBe(0)
    expect(out.length).toBeGreaterThan(10)
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(100)
    expect(out).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e]/u)
    expect(out).not.toMatch(/undefined|\[object/)
  })

  test('a problem of the engine is said, and decides the code', async () => {
    bench.engine.fails = new ProblemError({
      code: 'store-busy',
      kind: 'refused',
      message: same('words'),
      todo: same('wait'),
    })
    const { code, err, out } = await bench.run(argv, { folder: here })
    expect([code, out, err]).toEqual([
      4,
      '',
      'store-busy: words\n  to do: wait\n  help: ecluse help processes\n',
    ])
  })
})

describe('what status says', () => {
  test('desired and actual apart, with when; rollout, queue, what was left and taken back', async () => {
    const { out } = await bench.run(['status'], { folder: here })
    for (const words of [
      /^hello {3}production {3}http:\/\/127\.0\.0\.1:8080$/m,
      /desired {5}release 142 {3}commit a1b2c3d4e5/,
      /actual {6}release 141 {3}90 % {3}read back \d/,
      /release 142 {3}10 %/,
      /web {3}1 of 2 ready/,
      /rollout {5}release 142 over 141 {3}observing {2}10 % {2}8 of 412 failed {3}step 1 of 3 {3}paused/,
      /evidence: 1,204 requests of 2,800 needed/,
      /queue {7}1\. candidate 7/,
      /left {8}release 140 is kept/,
      /taken back {2}release 139/,
      /unknown {5}router did not answer/,
    ])
      expect(out).toMatch(words)
    const french = (await bench.run(['status', '--language', 'fr'], { folder: here })).out
    expect(french).toMatch(/constaté +version 141 {3}90\u202f% {3}relu/)
  })

  test('an environment where nothing was ever seen', async () => {
    bench.engine.environments = [
      environment({
        url: null,
        desired: null,
        actual: null,
        rollout: null,
        queue: [],
        tails: [],
        takenBack: null,
        unknown: [],
      }),
    ]
    expect((await bench.run(['status'], { folder: here })).out).toMatch(
      /desired {5}none yet\n.*actual {6}never read yet/,
    )
  })

  test('one environment alone, and the secret only when asked for', async () => {
    bench.engine.environments = [environment(), environment({ name: 'staging' })]
    const one = await bench.run(['status', '--environment', 'staging', '--json'], { folder: here })
    const { applications } = JSON.parse(one.out) as StatusView
    expect(applications[0]?.environments.map(({ name }) => name)).toEqual(['staging'])
    expect(one.out).not.toContain('f00d')
    expect((await bench.run(['status'], { folder: here })).out).not.toContain('f00d')
    const none = await bench.run(['status', '--environment', 'mars'], { folder: here })
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringMatching(/unknown-environment.*\n.*production and staging/),
    ])
    expect((await bench.run(['status', '--secret'], { folder: here })).out).toContain(
      'x-ecluse-version: f00d:new',
    )
  })
})

describe('which application is meant', () => {
  const asked = () =>
    (bench.engine.asked.find(({ what }) => what === 'why')?.with as { application: string } | undefined)
      ?.application
  test('the option, then the file here, then the only one there is', async () => {
    await bench.run(['why', '--application', 'other'], { folder: here })
    expect(asked()).toBe('other')
    bench.engine.asked.length = 0
    await bench.run(['why'], { folder: here })
    expect(asked()).toBe('hello')
    bench.engine.asked.length = 0
    expect((await bench.run(['why'])).code).toBe(0)
    expect(asked()).toBe('hello')
  })
})

describe('logs', () => {
  test('whose line it is, and nothing that drives the terminal', async () => {
    const { code, out } = await bench.run(['logs', 'web', '--tail', '5', '--release', 'v142'], {
      folder: here,
    })
    expect([code, out]).toEqual([0, 'web.0 r142 | listening \\x1b[2J\nweb.1 r142 | é\n'])
    expect(bench.engine.asked.at(-1)).toEqual({
      what: 'logs',
      with: {
        where: {
          application: 'hello',
          environment: null,
          component: 'web',
          newest: false,
          run: null,
          since: null,
          release: 142,
        },
        tail: 5,
        follow: false,
      },
    })
  })
  test('follow ends by Ctrl-C, with code 0; each line is a document', async () => {
    const bench2 = await new Bench().serve()
    try {
      const { code, out } = await bench2.run(['logs', '-f', '--json'], {
        folder: here,
        heard: (so_far) => {
          if (so_far.split('\n').length > 2) bench2.interrupt.abort()
        },
      })
      expect(code).toBe(0)
      for (const line of out.trimEnd().split('\n')) printed(views.logLine).parse(JSON.parse(line))
    } finally {
      await bench2.close()
    }
  })
})

describe('rollback and restart', () => {
  const end = z.strictObject({
    event: z.literal('end'),
    exit: z.int(),
    rollout: z.string(),
    environment: z.string(),
    outcome: z.string().nullable(),
    summary: printed(views.summary).nullable(),
  })
  test('rollback follows to the closing sentence; a way back that arrived is 0', async () => {
    bench.engine.rolloutEnded = 5
    const { code, out } = await bench.run(['rollback', '--to', '141', '--why', 'wrong totals'], {
      folder: here,
    })
    expect(code).toBe(0)
    expect(out).toMatch(
      /^rollback plan of release 142, back to 141: benefits, production\n {2}components: api/,
    )
    expect(out).toContain('\nrollback it is\nrelease 142 rolled back to 141 in 1.8 s\n  by ada\n')
    const json = await bench.run(['rollback', '--json'], { folder: here })
    const lines = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    expect(lines[0]?.event).toBe('begun')
    expect(end.parse(lines.at(-1)).exit).toBe(0)
  })
  test('its plan alone does nothing, in text, as a page and as a document', async () => {
    const before = bench.engine.asked.length
    const plan = await bench.run(['rollback', '--plan', '--to', '141'], { folder: here })
    expect([plan.code, plan.out]).toEqual([0, expect.stringContaining('how long: 1.8 s')])
    const page = await bench.run(['rollback', '--plan', '--format', 'html'], { folder: here })
    expect(page.out).toMatch(/^<!doctype html>/)
    const json = await bench.run(['rollback', '--plan', '--json'], { folder: here })
    expect(JSON.parse(json.out)).toMatchObject({ format: 1, from: { release: 142 }, to: { release: 141 } })
    expect((await bench.run(['rollback', '--plan', '--format', 'pdf'], { folder: here })).code).toBe(2)
    expect(bench.engine.asked.slice(before).map(({ what }) => what)).not.toContain('rollback')
  })
  test('one that is not finished in time ends 6 and says that it goes on', async () => {
    bench.engine.rolloutEnded = null
    const { code, out } = await bench.run(['rollback', '--timeout', '300ms'], { folder: here })
    expect(code).toBe(6)
    expect(out).toContain('ecluse status shows it')
    expect((await bench.run(['rollback', '--detach'], { folder: here })).code).toBe(0)
  })
  test('restart of one component', async () => {
    expect((await bench.run(['restart', 'web'], { folder: here })).code).toBe(0)
    expect(bench.engine.asked.find(({ what }) => what === 'restart')?.with).toMatchObject({
      where: { component: 'web' },
    })
  })
})

describe('server, proxy, stop', () => {
  test('each says what runs, what stops and what goes on', async () => {
    const other = new Bench()
    try {
      expect((await other.run(['stop'])).out).toContain('was running')
      expect((await other.run(['server'])).out).toMatch(/control plane {2}process 12/)
      expect((await other.run(['stop', '--language', 'fr'])).out).toMatch(/continuent : superviseur/)
      expect((await other.run(['stop', '--all'])).out).toMatch(/everything is stopped.*addresses refuse/s)
      expect((await other.run(['proxy'])).out).toMatch(/control plane {2}not running/)
      expect(other.done).toEqual([
        'bring up everything',
        'stop control-plane',
        'stop everything',
        'bring up serving',
      ])
    } finally {
      await other.close()
    }
  })

  test('after a stop on purpose a command that reads starts nothing; one that acts does', async () => {
    const other = new Bench()
    try {
      await other.run(['proxy'])
      other.done.length = 0
      other.stopped = 'control-plane'
      const read = await other.run(['status'])
      expect([read.code, other.done]).toEqual([1, []])
      expect(read.err).toMatch(/^stopped: the control plane was stopped on purpose.*ecluse server/s)
      expect((await other.run(['rollback', '--detach'])).code).toBe(0)
      expect(other.done).toEqual(['bring up everything'])
    } finally {
      await other.close()
    }
  })
})
