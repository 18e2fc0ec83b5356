import { createHmac } from 'node:crypto'
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Request, receiver } from '../src/outgoing/receiver.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { filesWith } from './secrets.fixture.ts'
import { System } from './system.fixture.ts'

const key = 'the key that signs what is told'
const hidden = 'T0PSECRET-path-of-the-hook'

const isSigned = ({ headers, body }: Request): boolean => {
  const [id, at] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])]
  const mine = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  return headers['webhook-signature'] === `v1,${mine}` && Math.abs(Date.now() / 1_000 - Number(at)) < 300
}

type Told = { readonly type: string; readonly data: { readonly id: string; readonly subject: string } }

describe('whoever is told', () => {
  const system = new System()
  let repository: Repository
  let hook: Awaited<ReturnType<typeof receiver>>
  let mood: 'well' | 'deaf' | 'silent' = 'well'
  const bad: string[] = []
  const told = new Map<string, Told>()
  const types = () => [...told.values()].map(({ type }) => type)

  beforeAll(async () => {
    await system.warm()
    hook = await receiver((request) => {
      if (!request.path.includes(hidden) || !isSigned(request)) bad.push(request.path)
      if (mood === 'silent') return null
      if (mood === 'deaf') return { status: 500, body: `no such hook ${request.path}` }
      const one = JSON.parse(request.body) as Told
      told.set(one.data.id, one)
      return { status: 200, body: 'ok' }
    })
    const [address, sign] = [join(system.scratch, 'hook'), join(system.scratch, 'hook-key')]
    writeFileSync(address, `${hook.url}/${hidden}\n`)
    writeFileSync(sign, `${key}\n`)
    for (const file of [address, sign]) chmodSync(file, 0o600)
    repository = makeRepository(join(system.scratch, 'hello'), await freePort())
    const file = join(repository.folder, 'ecluse.yaml')
    appendFileSync(
      file,
      `secrets: { HOOK: { file: ${address} }, HOOK_KEY: { file: ${sign} } }
notify: [{ kind: webhook, to: HOOK, sign-with: HOOK_KEY, first: fr }]
`,
    )
  }, 120_000)
  afterAll(async () => {
    await hook.close()
    await system.end()
  })
  const ecluse = (code: number, ...args: readonly string[]) => system.expect(code, repository.folder, args)

  it('hears of a release, signed, in both languages', async () => {
    repository.version('1')
    await ecluse(0, 'ship')
    await until('it is told', () => (types().includes('ecluse.done') ? true : undefined))
    expect(types()).toEqual(['ecluse.started', 'ecluse.step', 'ecluse.done'])
    expect([...told.values()][0]?.data.subject).toBe('hello production 1: commencé / started')
    expect(bad).toEqual([])
    expect(await ecluse(0, 'notify')).toMatch(/webhook HOOK +all events/)
    expect(await ecluse(0, 'notify', '--test')).toMatch(/1 of 1 receivers took the test/)
  }, 120_000)

  it('delays no release by being silent, and hears once of what a kill cut off', async () => {
    mood = 'silent'
    repository.version('2')
    await ecluse(0, 'ship')
    const before = hook.got.length
    await until('it is asked', () => (hook.got.length > 0 && before > 0 ? true : undefined))
    const other = system.killPart('control-plane')
    mood = 'well'
    await system.waitFor('control-plane', other)
    await until('it is told', () =>
      types().filter((one) => one === 'ecluse.done').length === 2 ? true : undefined,
    )
    expect(types().slice(4)).toEqual(['ecluse.started', 'ecluse.step', 'ecluse.done'])
  }, 180_000)

  it('is said to be deaf once, by doctor too, and nothing of its address is anywhere', async () => {
    mood = 'deaf'
    repository.version('3')
    await ecluse(0, 'ship')
    const said = await until('doctor says it', async () => {
      const { out } = await system.run(repository.folder, ['doctor'])
      return out.includes('takes nothing') ? out : undefined
    })
    expect(said.replaceAll(/\s+/g, ' ')).toMatch(
      /hello production: webhook HOOK takes nothing since .{5,40}: it answered 500/,
    )
    expect(await ecluse(1, 'notify', '--test', '--language', 'fr')).toMatch(/0 des 1 destinataires/)
    expect(filesWith(system.data, [hidden, key])).toEqual([])
    expect(said).not.toContain(hidden)
  }, 180_000)
})
