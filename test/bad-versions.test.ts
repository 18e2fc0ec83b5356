import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Behaviour, freePort, makeRepository, type Repository } from './application.fixture.ts'
import { askOnce, People } from './people.fixture.ts'
import { System } from './system.fixture.ts'

const judged = `watch: { for: 12s }
judge: { profile: fast }`

/** What each bad version comes to: found before people were moved (1), or taken back from them (3). */
const cases: readonly { behaviour: Behaviour; code: 1 | 3; says: RegExp }[] = [
  { behaviour: 'crashes', code: 1, says: /web/ },
  { behaviour: 'never-ready', code: 1, says: /ready/ },
  { behaviour: 'ignores-port', code: 1, says: /PORT/ },
  { behaviour: 'dies-after-ready', code: 3, says: /crash|ended|web/ },
  { behaviour: 'slow', code: 3, says: /errors/ },
  { behaviour: 'hangs', code: 3, says: /errors/ },
  { behaviour: 'leaks-descriptors', code: 3, says: /web|errors/ },
  { behaviour: 'ignores-sigterm', code: 3, says: /errors/ },
]

describe('a bad version is taken back, and the old one is untouched', () => {
  const system = new System()
  let repository: Repository
  let port: number
  let people: People

  beforeAll(async () => {
    await system.warm()
    port = await freePort()
    repository = makeRepository(join(system.scratch, 'hello'), port, judged)
    repository.version('good')
    await system.expect(0, repository.folder, ['ship'])
    people = new People(port)
  }, 240_000)

  afterAll(async () => {
    await people?.stop()
    await system.end()
  }, 240_000)

  for (const { behaviour, code, says } of cases) {
    it(behaviour, { timeout: 240_000 }, async () => {
      const before = people.failures.length
      const pids = await readyPids(system, repository.folder)
      repository.version(`bad-${behaviour}`, behaviour)
      const ran = await system.run(repository.folder, ['ship'])
      expect(`${ran.code} ${ran.out}${ran.err}`).toMatch(new RegExp(`^${code} `))
      expect(ran.out + ran.err).toMatch(says)
      expect(await askOnce(port)).toMatchObject({ version: 'good' })
      expect(await readyPids(system, repository.folder)).toBe(pids)
      if (code === 1) expect(people.failures.slice(before)).toEqual([])
    })
  }
})

type Status = {
  applications: {
    environments: {
      actual: { releases: { release: number; components: { revision: string; ready: number }[] }[] } | null
    }[]
  }[]
}

/** Which revisions of which release serve, as `status` says: the same before and after. */
const readyPids = async (system: System, folder: string): Promise<string> => {
  const status = await system.json<Status>(folder, ['status'])
  const releases = status.applications[0]?.environments[0]?.actual?.releases ?? []
  return JSON.stringify(releases.map((one) => [one.release, one.components.map((part) => part.revision)]))
}
