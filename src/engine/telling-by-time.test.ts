import { afterEach, beforeEach, expect, it } from 'vitest'
import { statementText } from '../identity/statement.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import { fakeNotifiers, type Heard, tellBy } from './telling.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */
const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
const file = (how: string): string => `${yaml(production(`watch: { for: 3s }, ${how}`))}
secrets: { CHANNEL: { file: /etc/channel } }
notify: [{ kind: slack, to: CHANNEL, events: [departure, expiring, waiting] }]
`

let on: Stage
let heard: Heard[]
beforeEach(async () => {
  on = await stage()
  on.given.set('/etc/channel', 'https://channel.example')
  const world = fakeNotifiers(() => ({ kind: 'taken' }))
  heard = world.heard
  await tellBy(on, world.notifiers)
})
afterEach(() => on.close())

const commit = (id: string, how: string, parents: readonly string[] = []) =>
  on.commit(id, { config: file(how), content: { api: id, web: '1' }, parents })

const approve = async (lasts: number): Promise<void> => {
  const where = { application: 'shop', environment: 'production' }
  const asked = await on.engine.policy.asked({ ...where, candidate: null, canary: false })
  const text = statementText({
    format: 'ecluse-statement/1',
    application: 'shop',
    environment: 'production',
    action: 'approve',
    item: null,
    manifest: asked.manifest ?? 'sha256:',
    loosens: null,
    role: null,
    note: '',
    signedAt: asked.now,
    expires: asked.now + lasts,
  })
  await on.engine.policy.state({ ...where, text, signature: null }, ann, true)
}

it('a train is announced an hour before it leaves, once, with when boarding ends and who is aboard', async () => {
  const how = `${always}, train: { departs: [Tue 23:17], cut-off: 20m }`
  commit('a', how)
  await on.through('a')
  commit('b', how, ['a'])
  await on.ship('b')
  await on.clock.pass(60_000)
  expect(heard).toEqual([])
  await on.clock.until(() => heard.some(({ event }) => event === 'departure'))
  expect(new Date(on.clock.now()).toISOString()).toMatch(/T22:1[78]:/)
  await on.clock.pass(120_000)
  const [one, ...more] = heard.filter(({ event }) => event === 'departure')
  expect(more).toEqual([])
  expect(one?.text).toContain('leaves at 2023-11-14 23:17 (UTC)')
  expect(one?.text).toContain('boarding ends at 2023-11-14 22:57 (UTC)')
  expect(one?.text).toContain('1 aboard')
  expect(one?.text).toContain('un train pour production part')
}, 60_000)

it('a signature of what still waits is told before it counts no more, once', async () => {
  commit('a', always)
  await on.through('a')
  await on.engine.policy.freeze({ application: 'shop', until: null, why: 'election', except: null }, ann)
  commit('b', always, ['a'])
  await on.ship('b')
  await on.clock.until(
    async () => (await on.engine.status('shop')).applications[0]?.environments[0]?.queue.length === 1,
  )
  await on.clock.pass(5_000)
  await approve(8 * 60_000)
  await on.clock.pass(5 * 60_000)
  expect(heard.filter(({ event }) => event === 'expiring')).toEqual([])
  await on.clock.until(() => heard.some(({ event }) => event === 'expiring'))
  await on.clock.pass(2 * 60_000)
  const [one, ...more] = heard.filter(({ event }) => event === 'expiring')
  expect(more).toEqual([])
  expect(one?.text).toContain('the approval by ann of candidate 2 for production counts until')
  expect(one?.text).toContain('ecluse approve --environment production')
}, 60_000)
