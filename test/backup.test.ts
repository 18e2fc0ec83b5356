import { copyFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { HistoryView, StatusView } from '../src/engine/facade.ts'
import { freePort, makeRepository } from './application.fixture.ts'
import { askOnce } from './people.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const open: System[] = []
const fresh = (): System => {
  const system = new System()
  open.push(system)
  return system
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.end()
}, 240_000)

it('a backup taken in the middle of a rollout ends it right on another machine, once the original is gone', {
  timeout: 180_000,
}, async () => {
  const original = fresh()
  await original.warm()
  const port = await freePort()
  const repository = makeRepository(join(original.scratch, 'hello'), port)
  repository.version('one')
  await original.expect(0, repository.folder, ['ship'])
  repository.version('two')
  await original.expect(0, repository.folder, ['ship', '--detach'])
  await until('release 2 is on its way', async () => {
    const { applications } = await original.json<StatusView>(repository.folder, ['status'])
    return applications[0]?.environments[0]?.rollout?.release === 2 ? true : undefined
  })
  const file = join(original.scratch, 'all.tar')
  expect(await original.expect(0, repository.folder, ['backup', file])).toMatch(
    /not in it: kept folders.*key file/s,
  )
  expect((await original.run(repository.folder, ['backup', file])).err).toMatch(/file-exists/)
  await original.expect(0, repository.folder, ['stop', '--all'])

  const cut = fresh()
  const half = join(cut.scratch, 'half.tar')
  copyFileSync(file, half)
  truncateSync(half, Math.floor(statSync(file).size / 2))
  expect((await cut.run(cut.scratch, ['restore', half])).err).toMatch(/backup-cut-off/)
  expect(existsSync(join(cut.data, 'control.db'))).toBe(false)

  const other = fresh()
  await other.expect(0, other.scratch, ['restore', file])
  const refused = await other.run(repository.folder, ['server'])
  expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(/original-may-live/)])
  expect(other.pid('supervisor')).toBeUndefined()
  expect((await other.run(other.scratch, ['restore', file])).err).toMatch(/folder-not-empty/)
  await other.expect(0, other.scratch, ['restore', '--original-is-gone'])
  const last = await until(
    'the rollout ends',
    async () => {
      const { rollouts } = await other.json<HistoryView>(repository.folder, ['history'])
      return rollouts[0]?.outcome === null ? undefined : rollouts[0]
    },
    90_000,
  )
  expect(last).toMatchObject({ release: 2, outcome: 'done' })
  expect(await until('people are served', () => askOnce(port).catch(() => undefined))).toBeDefined()
  await other.expect(0, repository.folder, ['rollback'])
  await other.expect(0, repository.folder, ['verify'])
  const ledger = readFileSync(join(other.data, 'control.db')).length
  expect(ledger).toBeGreaterThan(0)
})
