import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce, People } from './people.fixture.ts'
import { kill, processesNaming, until } from './processes.fixture.ts'
import { type Part, System } from './system.fixture.ts'

const open: { end(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.end()
}, 240_000)

const shipped = async (
  environment?: string,
): Promise<{ system: System; repository: Repository; port: number }> => {
  const system = new System()
  open.push(system)
  await system.warm()
  const port = await freePort()
  const repository = makeRepository(join(system.scratch, 'hello'), port, environment)
  repository.version('one')
  await system.expect(0, repository.folder, ['ship'])
  return { system, repository, port }
}

/** Enough of them that a canary's share is never empty: of eight, one time in six nobody is in 20 %. */
const crowd = (port: number): People => {
  const people = new People(port, 64, 250)
  open.push({ end: () => people.stop() })
  return people
}

describe('each process may die alone', () => {
  it('a killed control plane comes back, and people notice nothing', { timeout: 240_000 }, async () => {
    const { system, repository, port } = await shipped()
    const people = crowd(port)
    const killed = system.killPart('control-plane')
    await system.waitFor('control-plane', killed)
    await system.expect(0, repository.folder, ['status'])
    expect(people.failures).toEqual([])
  })

  it('a killed supervisor comes back and adopts what runs', { timeout: 240_000 }, async () => {
    const { system, repository, port } = await shipped()
    const people = crowd(port)
    const instance = processesNaming(system.data).find((one) => one.command.includes('server.js'))?.pid
    for (let n = 0; n < 3; n += 1) {
      const killed = system.killPart('supervisor')
      await system.waitFor('supervisor', killed)
    }
    repository.version('two')
    await system.expect(0, repository.folder, ['ship'])
    expect(instance).toBeDefined()
    expect(people.failures).toEqual([])
    expect(await askOnce(port)).toMatchObject({ version: 'two' })
  })

  it('a killed data plane refuses nobody', { timeout: 240_000 }, async () => {
    const { system, port } = await shipped()
    for (let n = 0; n < 5; n += 1) {
      const killed = system.killPart('data-plane')
      expect(await askOnce(port)).toMatchObject({ version: 'one' })
      await system.waitFor('data-plane', killed)
    }
  })
})

const pairs: readonly (readonly Part[])[] = [
  ['supervisor', 'data-plane'],
  ['supervisor', 'control-plane'],
  ['data-plane', 'control-plane'],
]

describe('each pair, and all three', () => {
  for (const pair of pairs) {
    it(`${pair.join(' and ')} killed at once come back`, { timeout: 240_000 }, async () => {
      const { system, repository, port } = await shipped()
      const killed = pair.map((part) => system.killPart(part))
      for (const [index, part] of pair.entries()) await system.waitFor(part, killed[index])
      await until('answers again', async () => ((await askOnce(port)).version === 'one' ? true : undefined))
      repository.version('two')
      await system.expect(0, repository.folder, ['ship'])
      expect(await askOnce(port)).toMatchObject({ version: 'two' })
    })
  }

  it('all three killed: ecluse proxy brings the same release back', { timeout: 240_000 }, async () => {
    const { system, repository, port } = await shipped()
    const parts = ['supervisor', 'data-plane', 'control-plane'] as const
    // Found first, so that none is there to start another again between two kills.
    for (const pid of parts.map((part) => system.pid(part))) if (pid !== undefined) kill(pid)
    await system.expect(0, repository.folder, ['proxy'])
    await until('answers again', async () => ((await askOnce(port)).version === 'one' ? true : undefined))
    await system.expect(0, repository.folder, ['server'])
    await system.expect(0, repository.folder, ['status'])
  })

  it('every process killed, instances too: the same release on the same addresses', {
    timeout: 120_000,
  }, async () => {
    const { system, repository, port } = await shipped()
    system.killAll()
    await until('refused', async () => ((await askOnce(port)).problem === undefined ? undefined : true))
    await system.expect(0, repository.folder, ['proxy'])
    await until('answers again', async () => ((await askOnce(port)).version === 'one' ? true : undefined))
    repository.version('two')
    await system.expect(0, repository.folder, ['ship'])
    expect(await askOnce(port)).toMatchObject({ version: 'two' })
  })
})

describe('the control plane killed in the middle of rollouts', () => {
  const canary = `strategy: { canary: { steps: [20%, 50%], at-least: 500ms } }
watch: { for: 1s }
judge: { profile: fast }`

  it('at any moment: every rollout ends right', { timeout: 240_000 }, async () => {
    const { system, repository, port } = await shipped(canary)
    const people = crowd(port)
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    repository.version('two')
    const shipping = system.run(repository.folder, ['ship'], 200_000)
    let ended = false
    const end = () => {
      ended = true
    }
    void shipping.then(end, end)
    for (let kills = 0; kills < 12 && !ended; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300 + random() * 2_000))
      const pid = system.pid('control-plane')
      if (pid !== undefined && !ended) process.kill(pid, 'SIGKILL')
    }
    const ran = await shipping.catch(async (error: Error) => {
      throw new Error(`${error.message}\n${(await system.run(repository.folder, ['why'])).out}`)
    })
    expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    expect(await askOnce(port)).toMatchObject({ version: 'two' })
    expect(people.failures).toEqual([])
    await system.expect(0, repository.folder, ['verify'])
  })
})
