import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ApiClient } from '../src/api/client.ts'
import type { HandedView } from '../src/engine/facade.ts'
import { openFolder } from '../src/folder/open.ts'
import type { Split } from '../src/ports/router.ts'
import type { Happening } from '../src/records/types.ts'
import { connectSupervision } from '../src/supervisor/client.ts'
import { connectRouter } from '../src/traffic/proxy/client.ts'
import { freePort, makeRepository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

// One story on real processes: what a person's hand changes is seen, said, and put right.
const system = new System()
const folder = openFolder(system.data)
const supervision = connectSupervision(folder.sockets.supervisor)
const router = connectRouter(folder.sockets.proxy)
let repository: ReturnType<typeof makeRepository>
const heard: Happening[] = []
const ending = new AbortController()

beforeAll(async () => {
  await system.warm()
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  repository.version('one')
  await system.expect(0, repository.folder, ['ship'])
  repository.version('two', 'fine')
  const server = readFileSync(join(repository.folder, 'server.js'), 'utf8')
  repository.write({ 'server.js': `${server}\nconsole.log(JSON.stringify({ said: 'hello' }))\n` })
  repository.commit('it says something')
  await system.expect(0, repository.folder, ['ship'])
  const client = new ApiClient(folder.sockets.control)
  void (async () => {
    for await (const one of client.events(0, {}, ending.signal)) heard.push(one)
  })().catch(() => undefined)
}, 170_000)
afterAll(async () => {
  ending.abort()
  supervision.close()
  router.close()
  await system.end()
}, 240_000)

/** The split as the data plane keeps it, whole. */
const stored = (): Split => {
  const { splits } = JSON.parse(readFileSync(join(folder.proxy, 'state.json'), 'utf8')) as {
    splits: Record<string, Split>
  }
  const [only] = Object.values(splits)
  if (only === undefined) throw new Error('nothing is routed')
  return only
}
/** What people are served by, as read: the split, and the one instance that is ready. */
const serving = async () => {
  const split = (await router.read()).splits[0]
  if (split === undefined) throw new Error('nothing is routed')
  const keys = stored().new?.runs ?? []
  const run = (await supervision.list()).runs.find(({ key }) => keys.includes(key))
  return { split, instance: run?.instances.find(({ state }) => state === 'ready') }
}
const said = (kind: string, text: RegExp) =>
  until(`${kind} is said`, () => heard.find((one) => one.kind === kind && text.test(one.text.en)), 20_000)

it('an instance that is killed or stopped by hand is said and runs again', { timeout: 240_000 }, async () => {
  for (const [signal, words] of [
    ['SIGKILL', /ended by SIGKILL/],
    ['SIGSTOP', /stood still/],
  ] as const) {
    const before = await until('it is ready', async () => (await serving()).instance)
    process.kill(before.pid ?? 0, signal)
    const after = await until(
      'another is ready',
      async () => {
        const { instance } = await serving()
        return instance !== undefined && instance.id !== before.id ? instance : undefined
      },
      20_000,
    )
    expect(after.pid).not.toBe(before.pid)
    // People are told once a minute of one revision: the second is told of when it is over.
    if (signal === 'SIGKILL') await said('instance-ended', words)
  }
})

it('a weight that is changed behind our back goes back', { timeout: 240_000 }, async () => {
  const { split } = await serving()
  await router.route({ ...stored(), generation: split.generation + 7, weight: 35 })
  await said('drift-repaired', /35 % on release 2.*put back on release 2/s)
  await until('everybody is back', async () => {
    const now = (await serving()).split
    return now.weight === 100 && now.new === 2 ? true : undefined
  })
  expect(heard.filter(({ kind }) => kind === 'drift-repaired')).toHaveLength(1)
})

it('handed over, nothing of ours touches it; taken back, it is put right', { timeout: 240_000 }, async () => {
  const handed = await system.json<HandedView>(repository.folder, ['hand-over'])
  expect(handed.stands.find(({ release }) => release === 2)).toMatchObject({ weight: 100 })
  const { split, instance } = await serving()
  process.kill(instance?.pid ?? 0, 'SIGSTOP')
  await router.hold(split.environment, split.generation + 50)
  await until('it is seen to stand still', async () => {
    const all = (await supervision.list()).runs.flatMap(({ instances }) => instances)
    return all.some(({ problem }) => problem?.code === 'stopped-by-hand') ? true : undefined
  })
  expect((await system.run(repository.folder, ['rollback'])).err).toMatch(/handed-over/)
  expect((await router.read()).fences[split.environment]).toBe(split.generation + 50)
  await system.expect(0, repository.folder, ['take-back'])
  await until('another is ready', async () => {
    const now = (await serving()).instance
    return now !== undefined && now.id !== instance?.id ? true : undefined
  })
  await until('the edge is ours again', async () => {
    const now = (await serving()).split
    return now.weight === 100 && now.generation > split.generation + 50 ? true : undefined
  })
  await system.expect(0, repository.folder, ['verify'])
})

it('logs come in order of time, with the time by which each line was written', {
  timeout: 60_000,
}, async () => {
  const out = await system.expect(0, repository.folder, ['logs', '--since', '10m', '--new', '--json'])
  const lines = out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { at?: string; release: number })
  expect(lines.length).toBeGreaterThan(0)
  expect(out).toContain('{\\"said\\":\\"hello\\"}')
  for (const { at, release } of lines)
    expect([at, release]).toEqual([expect.stringMatching(/^\d{4}-.*Z$/), 2])
  const times = lines.map(({ at }) => Date.parse(at ?? ''))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(await system.expect(0, repository.folder, ['logs', '--since', '1ms'])).toBe('')
})

it('doctor sees what is wrong without being held up by what is dead', { timeout: 240_000 }, async () => {
  type Told = { findings: readonly { code: string; severity: string; mend: string | null }[] }
  const codes = async (): Promise<readonly string[]> => {
    const { out } = await system.run(repository.folder, ['doctor', '--json'], 20_000)
    return (JSON.parse(out) as Told).findings.map(({ code }) => code)
  }
  const well = await codes()
  for (const code of ['does-not-answer', 'drift', 'address-not-open', 'instance-not-ready', 'in-hand'])
    expect(well).not.toContain(code)
  // Stopped, it neither answers nor refuses: whoever asks would wait for ever.
  const pid = system.pid('control-plane') ?? 0
  process.kill(pid, 'SIGSTOP')
  try {
    expect(await codes()).toContain('does-not-answer')
    expect((await system.run(repository.folder, ['doctor'], 20_000)).code).toBe(1)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await system.expect(0, repository.folder, ['stop', '--all'])
  expect(await codes()).toContain('stopped-on-purpose')
})
