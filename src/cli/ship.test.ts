import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { text } from '../api/basics.ts'
import { commit, ended, view } from '../api/engine.fixture.ts'
import * as views from '../api/views.ts'
import { printed } from '../api/written.fixture.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import { Bench } from './run.fixture.ts'

let bench: Bench
beforeEach(async () => {
  bench = await new Bench().serve()
  bench.engine.set(view('C1'))
})
afterEach(() => bench.close())

const first = z.strictObject({
  event: z.literal('shipped'),
  application: z.string(),
  commit: z.string(),
  version: z.string(),
  shipped: views.shipped,
})
const end = z.strictObject({
  event: z.literal('end'),
  exit: z.int(),
  outcome: z.string(),
  stopped: z.enum(['timed-out', 'interrupted', 'lost']).nullable(),
  commit: z.string(),
  application: z.string(),
  candidate: z.string().nullable(),
  release: z.int().nullable(),
  lines: z.array(text),
  notReached: z.array(z.string()),
})

const documents = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string })

const followed = () =>
  expect.poll(() => bench.engine.asked.some(({ what }) => what === 'follow'), { timeout: 10_000 }).toBe(true)

describe('ship follows to the end', () => {
  test.each([
    ['done', 0],
    ['rolled-back', 3],
    ['failed', 1],
    ['withdrawn', 1],
  ] as const)('%s ends %i, with the closing sentence', async (outcome, code) => {
    const running = bench.run(['ship'])
    await followed()
    bench.engine.happen(same('building web'), { level: 'progress' })
    bench.engine.happen(same('people are hurt'), { level: 'alarm' })
    bench.engine.happen(same(`release 142 ${outcome}`), {
      kind: outcome,
      level: code === 0 ? 'info' : 'alarm',
    })
    bench.engine.set(view('C1', { ended: ended(code, outcome), stage: 'ended' }))
    const ran = await running
    expect(ran.code).toBe(code)
    expect(ran.out).toBe(`candidate 6\nbuilding web\n! people are hurt\nrelease 142 ${outcome}\n`)
    expect(ran.err).toBe('shipping hello at commit a1b2c3d4e5 (v1.4.0)\n')
    expect(bench.engine.packs.map(String)).toEqual(['PACK....'])
  })

  test.each([
    ['refused', 4],
    ['not-built', 1],
  ] as const)('%s before any rollout ends %i', async (outcome, code) => {
    bench.engine.set(view('C1', { ended: ended(code, outcome) }))
    expect(await bench.run(['ship'])).toMatchObject({ code, out: `candidate 6\nrelease 142 ${outcome}\n` })
  })

  test('a pack is sent only when the server lacks the commit; upTo is the environment', async () => {
    bench.engine.known = [commit]
    bench.engine.set(view('C1', { ended: ended(0, 'done') }))
    expect((await bench.run(['ship', 'main', '--environment', 'production'])).code).toBe(0)
    expect(bench.engine.packs).toEqual([])
    expect(bench.engine.asked.find(({ what }) => what === 'ship')?.with).toMatchObject({ upTo: 'production' })
  })

  test('as JSON: a line an event, the last one the end', async () => {
    bench.engine.happen(same('x'))
    bench.engine.set(view('C1', { ended: ended(3, 'rolled-back') }))
    const { code, out } = await bench.run(['ship', '--json'])
    const lines = documents(out)
    expect(code).toBe(3)
    first.parse(lines[0])
    for (const line of lines.slice(1, -1))
      z.strictObject({ event: z.literal('happening'), happening: printed(views.happening) }).parse(line)
    expect(end.parse(lines.at(-1))).toMatchObject({
      exit: 3,
      outcome: 'rolled-back',
      release: 142,
      stopped: null,
    })
  })

  test('one that is left for another follows the other', async () => {
    bench.engine.set(view('C1', { followed: 'C2' }))
    bench.engine.set(view('C2', { ended: ended(0, 'done') }))
    bench.engine.happen(same('of two'), { candidate: 'C2' })
    const { code, out } = await bench.run(['ship', '--language', 'fr'])
    expect(code).toBe(0)
    expect(out).toContain('on suit 7')
    expect(out).toContain('of two')
  })

  test('already live: 0 at once', async () => {
    bench.engine.shipped = { kind: 'already-live', release: 142, text: same('already live') }
    expect(await bench.run(['ship'])).toMatchObject({ code: 0, out: 'already live\n' })
    const lines = documents((await bench.run(['ship', '--json'])).out)
    expect(end.parse(lines[1])).toMatchObject({ exit: 0, outcome: 'already-live', release: 142 })
  })

  test('--detach returns at once', async () => {
    const { code, out } = await bench.run(['ship', '--detach'])
    expect(code).toBe(0)
    expect(out).toContain('ecluse ship a1b2c3d4e5 follows it')
    const lines = documents((await bench.run(['ship', '--detach', '--json'])).out)
    expect(lines).toHaveLength(1)
    first.parse(lines[0])
  })
})

describe('ship stops following, not the rollout', () => {
  test.each([5, 6] as const)('--timeout ends %i', async (pending) => {
    bench.engine.set(view('C1', { pending }))
    const { code, out } = await bench.run(['ship', '--timeout', '300ms'])
    expect(code).toBe(pending)
    expect(out).toContain('ecluse ship a1b2c3d4e5 follows it again')
    const { out: json } = await bench.run(['ship', '--timeout', '300ms', '--json'])
    expect(end.parse(documents(json).at(-1))).toMatchObject({
      exit: pending,
      stopped: 'timed-out',
      outcome: pending === 5 ? 'waiting' : 'undecided',
    })
  })

  test('aboard a train it says of which, and when that leaves', async () => {
    const aboard = same('aboard the train of 2026-11-30 10:00')
    const place = { name: 'production', state: 'waiting', ahead: 0, rollout: null, waits: [aboard] } as const
    const earliest = Date.now() + 10 * 86_400_000
    bench.engine.set(view('C1', { pending: 5, environments: [{ ...place, earliest }] }))
    const { code, out } = await bench.run(['ship', '--timeout', '300ms'])
    expect(code).toBe(5)
    expect(out).toMatch(
      /\n {2}aboard the train of 2026-11-30 10:00\n {2}earliest \d{4}-\d\d-\d\d \d\d:\d\d\n/,
    )
  })

  test('without --timeout the plan’s own time counts', async () => {
    bench.engine.set(view('C1', { timeout: 200 }))
    expect((await bench.run(['ship'])).code).toBe(6)
  })

  test('Ctrl-C says how to go on', async () => {
    const running = bench.run(['ship'])
    await followed()
    bench.interrupt.abort()
    const { code, out } = await running
    expect(code).toBe(6)
    expect(out).toMatch(/stopped following; the release goes on.*ecluse ship a1b2c3d4e5/s)
  })
})

test('one that is lost before it said anything of the release is no failure of the release', async () => {
  const away: Problem = { code: 'connection-lost', kind: 'unavailable', message: same('lost') }
  bench.engine.candidate = () => Promise.reject(new ProblemError(away))
  const { code, out } = await bench.run(['ship', '--timeout', '300ms'])
  expect(code).toBe(6)
  expect(out).toContain('ecluse ship a1b2c3d4e5 follows it again')
  const { out: json } = await bench.run(['ship', '--timeout', '300ms', '--json'])
  expect(end.parse(documents(json).at(-1))).toMatchObject({
    exit: 6,
    stopped: 'lost',
    outcome: 'undecided',
    candidate: 'C1',
    release: null,
  })
})

test('a control plane that dies in the middle is waited for; nothing is lost and nothing is said twice', async () => {
  const running = bench.run(['ship'])
  await followed()
  bench.engine.happen(same('one'))
  await bench.served?.restart()
  bench.engine.happen(same('two'))
  await bench.served?.restart()
  bench.engine.happen(same('three'))
  bench.engine.set(view('C1', { ended: ended(0, 'done') }))
  const { code, out } = await running
  expect(code).toBe(0)
  expect(out).toBe('candidate 6\none\ntwo\nthree\nrelease 142 done\n')
})

test('on a terminal one live line is written over, never wider than the terminal', async () => {
  const running = bench.run(['ship'], { columns: 60 })
  await followed()
  await expect.poll(() => bench.engine.asked.some(({ what }) => what === 'status')).toBe(true)
  bench.engine.happen(same('moved'))
  bench.engine.set(view('C1', { ended: ended(0, 'done') }))
  const { out } = await running
  expect(out).toContain('\r\u001b[2Kproduction  observing  10 %')
  for (const line of out.split(/[\r\n]/)) expect(line.replace('\u001b[2K', '').length).toBeLessThanOrEqual(60)
  expect(out.endsWith('release 142 done\n')).toBe(true)
})

describe('before anything is started', () => {
  test('what is not committed is not shipped, and it says so', async () => {
    bench.checkout.left = Array.from({ length: 7 }, (_, index) => ({
      path: `f${index}`,
      change: 'changed' as const,
    }))
    const { err } = await bench.run(['ship', '--detach'])
    expect(err).toContain('not committed, and therefore not shipped: f0 (changed)')
    expect(err).toContain('2 more')
  })

  test.each([
    ['no ecluse.yaml in the commit', null, ['ship'], /no-config.*ecluse init/s],
    ['a wrong one', 'application: hello\nx: 1\n', ['ship'], /ecluse\.yaml:2:1: unknown-key/],
    ['a bad REF', undefined, ['ship', 'nope'], /unknown-commit: no commit nope/],
    ['another application', undefined, ['ship', '--application', 'other'], /other-application/],
    [
      'an environment that is not in the file',
      undefined,
      ['ship', '--environment', 'mars'],
      /unknown-environment.*production/s,
    ],
  ])('%s is refused with code 2 and starts nothing', async (_, config, argv, words) => {
    const other = new Bench()
    try {
      if (config !== undefined) other.checkout.config = config
      const { code, err } = await other.run(argv)
      expect(code).toBe(2)
      expect(err).toMatch(words)
      expect([other.done, other.exists]).toEqual([[], false])
    } finally {
      await other.close()
    }
  })

  test('a control plane that is absent is started', async () => {
    const other = new Bench()
    try {
      const running = other.run(['ship', '--detach'])
      expect((await running).code).toBe(0)
      expect(other.done).toEqual(['bring up everything'])
    } finally {
      await other.close()
    }
  })
})

describe('a commit that travels for long', () => {
  test.each([
    [undefined, /sending the commit: it is large\n/],
    [80, /\r.*sending the commit {2}3 MB/],
  ])('is told of, with %s columns', async (columns, said) => {
    bench.checkout.pack = async () => ({
      shallow: [],
      stream: (async function* () {
        yield Buffer.from('PACK')
        await new Promise((resolve) => setTimeout(resolve, 1_100))
        yield Buffer.alloc(3_000_000)
      })(),
    })
    const { code, out, err } = await bench.run(['ship', '--detach'], columns === undefined ? {} : { columns })
    expect([code, out + err]).toEqual([0, expect.stringMatching(said)])
  })
})

describe('build', () => {
  test('gives each component’s digest; progress goes to standard error', async () => {
    const { code, out, err } = await bench.run(['build'])
    expect(code).toBe(0)
    expect(out).toMatch(
      /hello at commit a1b2c3d4e5 \(v1\.4\.0\) is built, in 1\.2 s\n {2}web {2}sha256:[0-9a-f]{64}/,
    )
    expect(err).toContain('building web')
    expect(bench.engine.asked.find(({ what }) => what === 'follow')?.with).toMatchObject({
      filter: { candidate: commit },
    })
    const json = await bench.run(['build', '--json'])
    const built = JSON.parse(json.out)
    printed(views.build).parse(built)
    expect([built.components[0].cached, built.tookMs]).toEqual([false, expect.any(Number)])
  })
})
