import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EnvironmentStatus, StatusView } from '../src/engine/facade.ts'
import { ask } from '../src/traffic/proxy/proxy.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let port = 0

const canary = `strategy: { canary: { steps: [50%], at-least: 100ms, when-unsure: hold } }
watch: { for: 1s, holdback: 30%, keep-previous: 1s }`

beforeAll(async () => {
  system = new System()
  await system.warm()
  port = await freePort()
  repository = makeRepository(join(system.scratch, 'hello'), port, canary)
  const file = join(repository.folder, 'ecluse.yaml')
  const config = readFileSync(file, 'utf8')
  const site = '  web: { static: dist, assets: { /chunks/: dist/chunks } }\nenvironments:'
  writeFileSync(file, config.replace(/ {2}web:\n[\s\S]*environments:/, site))
}, 240_000)
afterAll(() => system.end(), 240_000)

const version = (name: string): void => {
  repository.write({
    'dist/index.html': `site ${name}`,
    'dist/same.css': 'same',
    [`dist/chunks/${name}.js`]: `chunk ${name}`,
  })
  repository.commit(name)
}

/** Twenty people, each with a browser and its cookie. */
const people = Array.from({ length: 20 }, (_, n) => ({ agent: `browser ${n}`, cookie: '' }))
type Person = (typeof people)[number]

const get = async (person: Person, path = '/') => {
  const answer = await ask(port, {
    path,
    headers: { 'user-agent': person.agent, ...(person.cookie === '' ? {} : { cookie: person.cookie }) },
  })
  const [set] = answer.headers['set-cookie'] ?? []
  if (set !== undefined) person.cookie = set.split(';')[0] ?? ''
  return answer
}
const bodies = async (path = '/'): Promise<readonly string[]> => {
  const all: string[] = []
  for (const person of people) all.push((await get(person, path)).body)
  return all
}
const production = async (): Promise<EnvironmentStatus> => {
  const view = await system.json<StatusView>(repository.folder, ['status'])
  const found = view.applications[0]?.environments[0]
  if (found === undefined) throw new Error('nothing is there')
  return found
}
const weighs = (release: number, weight: number) =>
  until(`release ${release} has ${weight} %`, async () => {
    const { actual } = await production()
    return actual?.releases.find((one) => one.release === release)?.weight === weight ? true : undefined
  })
/** A killed data plane may cut what is on its way. */
const again = (what: string, expected: readonly string[]) =>
  until(what, async () => {
    const now = await bodies().catch(() => [])
    return JSON.stringify(now) === JSON.stringify(expected) ? true : undefined
  })

it('in a canary each person stays with one release of the files, whatever of ours dies', {
  timeout: 240_000,
}, async () => {
  version('one')
  await system.expect(0, repository.folder, ['ship'])
  expect(new Set(await bodies())).toEqual(new Set(['site one']))
  const tag = (await get(people[0] ?? { agent: '', cookie: '' }, '/same.css')).headers.etag
  version('two')
  await system.expect(0, repository.folder, ['ship', '--detach'])
  await weighs(2, 50)
  const placed = await bodies()
  expect(new Set(placed)).toEqual(new Set(['site one', 'site two']))
  expect(await bodies()).toEqual(placed)
  // A lazy chunk of one release is found by its people, and by those of the other.
  for (const [n, person] of people.entries()) {
    const own = placed[n] === 'site one' ? 'one' : 'two'
    expect((await get(person, `/chunks/${own}.js`)).body).toBe(`chunk ${own}`)
    expect((await get(person, '/same.css')).headers.etag).toBe(tag)
  }
  for (const part of ['data-plane', 'supervisor', 'control-plane'] as const) {
    const pid = system.killPart(part)
    await again(`everybody is where they were without the ${part}`, placed)
    await system.waitFor(part, pid)
    await again(`everybody is where they were with another ${part}`, placed)
  }
})

it('taken back, everybody is on the files of before', { timeout: 240_000 }, async () => {
  await system.expect(0, repository.folder, ['rollback'])
  await weighs(1, 100)
  expect(new Set(await bodies())).toEqual(new Set(['site one']))
  await until('the other is gone', async () => {
    const { actual, rollout } = await production()
    return rollout === null && actual?.releases.length === 1 ? true : undefined
  })
})

it('a holdback keeps its share until the watch is over, and assets of a retired release are there', {
  timeout: 240_000,
}, async () => {
  version('three')
  const shipping = system.run(repository.folder, ['ship'])
  await weighs(3, 50)
  const half = await bodies()
  await system.expect(0, repository.folder, ['promote'])
  await weighs(3, 70)
  const watched = await bodies()
  expect(new Set(watched)).toEqual(new Set(['site one', 'site three']))
  for (const [n, body] of half.entries()) if (body === 'site three') expect(watched[n]).toBe('site three')
  const { code, out, err } = await shipping
  expect(`${code} ${err} ${out}`).toMatch(/^0 /)
  expect(new Set(await bodies())).toEqual(new Set(['site three']))
  await until('the release before is retired', async () => {
    const { actual, tails } = await production()
    return tails.length === 0 && actual?.releases.length === 1 ? true : undefined
  })
  expect(new Set(await bodies('/chunks/one.js'))).toEqual(new Set(['chunk one']))
  expect((await ask(port, { path: '/chunks/one.js', method: 'POST' })).status).toBe(405)
  await system.expect(0, repository.folder, ['verify'])
})
