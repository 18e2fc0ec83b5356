import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { statementText } from '../identity/statement.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import { fakeNotifiers, type Heard, tellBy } from './telling.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */
const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
const file = (how: string): string => `${yaml(production(`watch: { for: 3s }, ${how}`))}
secrets: { CHANNEL: { file: /etc/channel } }
notify: [{ kind: slack, to: CHANNEL, events: [departure, expiring, waiting] }]
`

const ring = keyRing(['pam'])
afterAll(ring.clean)

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

const expiring = () => heard.filter(({ event }) => event === 'expiring')

it('an override with an end is told, once, to whoever may give another', async () => {
  const told = (how: string): string => file(how).replace('kind: slack, ', 'kind: slack, role: admin, ')
  const people = ring.line('pam', 'auditor')
  const open = told(`${always}, approvers: people`)
  on.commit('a', { config: open, content: { api: 'a', web: '1', people } })
  await on.through('a')
  // In force from the next release on; open again on Wednesday.
  const closed = 'calendar: { time-zone: UTC, open: Wed 09:00-17:00 }, approvers: people'
  const asking = `${closed}, approvals: { auditor: 1, not-the-author: false }`
  const config = told(asking)
  for (const id of ['b', 'c']) {
    const content = { api: id, web: '1', people }
    on.commit(id, { config, content, parents: [id === 'b' ? 'a' : 'b'] })
  }
  await on.through('b')
  await on.ship('c')
  await on.clock.pass(10_000)
  const where = { application: 'shop', environment: 'production' }
  const asked = await on.engine.policy.asked({ ...where, candidate: null, canary: false })
  const text = statementText({
    format: 'ecluse-statement/1',
    ...where,
    action: 'override',
    item: 'approvals',
    manifest: asked.manifest ?? 'sha256:',
    loosens: null,
    role: null,
    note: 'pam is away',
    signedAt: asked.now,
    expires: asked.now + 8 * 60_000,
  })
  await on.engine.policy.override({ ...where, text, signature: ring.sign('pam', text), candidate: null }, ann)
  await on.clock.until(() => expiring().length > 0)
  await on.clock.pass(2 * 60_000)
  expect(expiring()).toHaveLength(1)
  expect(expiring()[0]?.text).toContain(
    'the override (approvals) by pam of candidate 3 for production counts until',
  )
  expect(expiring()[0]?.text).toContain('la dérogation (approvals) de pam')
  expect(expiring()[0]?.text).toContain('ecluse override approvals --why ... --environment production')
}, 60_000)

it('a rehearsal that what waits passes by is told before it is too old, once', async () => {
  const config = (slow: string) =>
    file(`${always} }
  staging: { target: process, listen: 127.0.0.1:8081, watch: { for: 3s }, rehearse-rollback: { max-age: 8m }`).replace(
      '8080, watch: { for: 3s }',
      `8080, after: staging, watch: { for: ${slow} }`,
    )
  const release = (id: string, slow: string, parents: readonly string[]) =>
    on.commit(id, { config: config(slow), content: { api: id, web: '1' }, parents })
  release('a', '3s', [])
  await on.through('a')
  release('b', '20m', ['a'])
  await on.ship('b')
  await on.clock.until(async () => (await on.rollouts('production'))[0]?.context.new.commit === 'b')
  release('c', '3s', ['b'])
  await on.ship('c')
  await on.clock.until(() => expiring().length > 0)
  await on.clock.pass(60_000)
  expect(expiring()).toHaveLength(1)
  expect(expiring()[0]?.text).toContain(
    'the rehearsal in staging of the way back of candidate 3, which waits for production, counts until',
  )
  expect(expiring()[0]?.text).toContain('ecluse rollback --environment staging, then ecluse ship')
  expect(expiring()[0]?.text).toContain('la répétition dans staging du retour en arrière')
}, 60_000)

it('a key that soon may sign no more is told to its role, once, with who is left', async () => {
  const config = file('approvers: people').replace('kind: slack, ', 'kind: slack, role: auditor, ')
  const people = ring.line('pam', 'auditor', 'valid-before="20231118000000Z" ')
  on.commit('a', { config, content: { api: 'a', web: '1', people } })
  await on.through('a')
  await on.clock.until(() => expiring().length > 0)
  await on.clock.pass(120_000)
  expect(expiring()).toHaveLength(1)
  expect(expiring()[0]?.text).toMatch(
    /the key of pam \(SHA256:\S+\), who may sign in production, is valid until 2023-11-18/,
  )
  expect(expiring()[0]?.text).toContain('nobody else is left then who may sign as auditor')
  expect(expiring()[0]?.text).toContain('into people and ship it in time')
}, 60_000)
