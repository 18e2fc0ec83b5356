import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { openRepository, packFor, resolveCommit } from '../source/git/client.ts'
import { openSandbox } from '../source/git/sandbox.fixture.ts'
import { GitSource } from '../source/git/server.ts'
import { Supervised } from '../supervisor/supervised.fixture.ts'
import { createBuilder } from './builder.ts'

const box = openSandbox()
const supervised = new Supervised()
afterAll(async () => {
  await supervised.clear()
  box.remove()
})

const { folder } = supervised
const plan = {
  application: 'app',
  component: 'web',
  context: '.',
  name: 'unit',
  report: null,
  within: 60_000,
}

test('under the real supervisor, also when it is killed on the way; leftovers are ended first', {
  timeout: 120_000,
}, async () => {
  const supervision = await supervised.start()
  const source = new GitSource({ repositories: folder.repositories })
  const repository = await openRepository(
    box.repository('app', { 'wait.js': `setTimeout(() => console.log('waited'), 3000)` }),
  )
  const commit = await resolveCommit(repository)
  const { shallow, stream } = await packFor(repository, commit, [])
  await source.receive('app', { commit, shallow }, stream)

  const leftover = {
    id: 'build-leftover',
    argv: ['sleep', '300'],
    cwd: folder.jobs,
    variables: { PATH: '/bin:/usr/bin' },
  }
  await supervision.job({ ...leftover, log: `${folder.jobs}/leftover.log`, within: 600_000, nice: 10 })

  const builder = createBuilder({ folder, source, supervision })
  const testing = builder.test({ ...plan, commit, run: ['node', 'wait.js'] }, () => undefined)
  const running = async () =>
    (await supervision.list()).jobs.filter((job) => job.state === 'running').map((job) => job.id)
  await expect.poll(running, { timeout: 60_000 }).toEqual([expect.stringMatching(/^test-/)])
  process.kill((await supervision.list()).pid, 'SIGKILL')
  await supervised.start()
  const tested = await testing
  expect(tested, tested.why.en).toMatchObject({ passed: true, code: 0 })
  expect(readFileSync(tested.log, 'utf8')).toBe('waited\n')
  expect(await builder.test({ ...plan, commit, run: ['no-such-command'] }, () => undefined)).toMatchObject({
    passed: false,
    code: 127,
  })
  expect(await running()).toEqual([])
})
