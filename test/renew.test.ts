import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectSupervision } from '../src/supervisor/client.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { People } from './people.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

describe('both planes are started anew', () => {
  const system = new System()
  let repository: Repository
  let people: People

  beforeAll(async () => {
    await system.warm()
    const port = await freePort()
    repository = makeRepository(join(system.scratch, 'hello'), port)
    repository.version('one')
    await system.expect(0, repository.folder, ['ship'])
    people = new People(port)
  }, 240_000)

  afterAll(async () => {
    await people?.stop()
    await system.end()
  }, 240_000)

  it('and nobody is refused or cut off', async () => {
    const supervision = connectSupervision(join(system.data, 'supervisor.sock'))
    for (let time = 0; time < 3; time += 1) {
      const before = await supervision.list()
      await supervision.renew()
      await until('both are new', async () => {
        const now = await supervision.list()
        const planes = [now.dataPlane.pid, now.controlPlane.pid]
        return planes.every(
          (pid) => pid !== null && pid !== before.dataPlane.pid && pid !== before.controlPlane.pid,
        )
          ? true
          : undefined
      })
      await system.expect(0, repository.folder, ['status'])
      const asked = people.requests
      await until('people go on', () => (people.requests > asked + 100 ? true : undefined))
    }
    supervision.close()
    expect(people.failures).toEqual([])
    repository.version('two')
    await system.expect(0, repository.folder, ['ship'])
    expect(people.failures).toEqual([])
  }, 240_000)
})
