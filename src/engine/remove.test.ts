import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyArchive } from '../audit/verify.ts'
import { unpack } from '../audit/zip.ts'
import { digestOf, sha256 } from '../kernel/canonical.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const quick = yaml(production('watch: { for: 3s }'))
const long = yaml(
  production('strategy: { canary: { steps: [20%], at-least: 60s, at-most: 90s } }, watch: { for: 3s }'),
)
const key = 'shop/production'

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  on.commit('b', { config: long, content: { api: '2', web: '1' }, parents: ['a'] })
  on.commit('c', { config: quick, content: { api: '3', web: '1' }, parents: ['b'] })
  await on.engine.start()
  await on.through('a')
})
afterEach(() => on.close())

const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const isGone = () => on.router.splits.get(key) === undefined && Object.keys(on.target.values()).length === 0
const environmentNow = async () => (await on.engine.status('shop')).applications[0]?.environments[0]

it('in the middle of a rollout: everything stops, every ship ends, and it can be shipped again', async () => {
  const b = await shipped('b')
  await on.clock.until(() => on.router.splits.get(key)?.weight === 20)
  const c = await shipped('c')
  await on.clock.pass(1_000)
  const view = await on.engine.remove('shop', false, ann)
  expect(view.lines[1]?.en).toMatch(
    /^kept: its repository, releases, images, logs, secrets, ordered certificates and kept folders/,
  )
  await expect(on.engine.takeBack({ application: 'shop', environment: null, to: null }, ann)).rejects.toThrow(
    /being-removed/,
  )
  await on.clock.until(isGone, 30_000)
  await on.clock.pass(2_000)
  expect(await environmentNow()).toMatchObject({ desired: null, rollout: null, queue: [], tails: [] })
  for (const id of [b, c])
    expect(await on.engine.candidate(id)).toMatchObject({
      stage: 'ended',
      ended: { code: 1, outcome: 'withdrawn' },
    })
  await on.clock.pass(30_000)
  expect(isGone()).toBe(true)
  on.commit('d', { config: quick, content: { api: '4', web: '1' }, parents: ['c'] })
  expect(await on.through('d')).toMatchObject({ ended: { code: 0 }, release: 3 })
  const actions = (await on.engine.ledger(0, 1_000)).map(({ action, actor }) => `${action} ${actor.name}`)
  expect(actions).toEqual(expect.arrayContaining(['removed ann', 'stopped engine']))
})

it('commands of people and timetables end with it, and begin anew where it is shipped again', async () => {
  const timed = quick.replace('environments:', '  nightly: { schedule: "* * * * *" }\nenvironments:')
  on.commit('n', { config: timed, content: { api: '1', web: '1', nightly: '1' }, parents: ['a'] })
  on.target.onceTakes.time = 3_600_000
  await on.through('n')
  await on.clock.pass(61_000)
  await on.engine.run(
    { application: 'shop', environment: null, component: 'web', argv: ['node', 'x.js'], seat: null },
    ann,
  )
  expect((await on.target.target.read()).busy).toHaveLength(2)
  await on.engine.remove('shop', false, ann)
  await on.clock.until(isGone, 30_000)
  await on.clock.until(async () => (await on.target.target.read()).busy?.length === 0, 30_000)
  const begun = on.target.onces.length
  await on.clock.pass(600_000)
  expect(on.target.onces.length).toBe(begun)
  on.commit('m', { config: timed, content: { api: '2', web: '1', nightly: '1' }, parents: ['n'] })
  await on.through('m')
  await on.clock.pass(61_000)
  expect(on.target.onces.length).toBeGreaterThan(begun)
  const missed = (await on.engine.ledger(0, 1_000)).filter(({ action }) => action === 'schedule-missed')
  expect(missed).toEqual([])
})

it('goes on where the control plane is killed', async () => {
  await on.engine.remove('shop', false, ann)
  await on.restart()
  await on.clock.until(isGone, 30_000)
})

it('with its data: nothing is known of it any more but what the ledger says', async () => {
  await on.engine.remove('shop', true, ann)
  await on.clock.until(async () => isGone() && (await on.rollouts()).length === 0, 30_000)
  expect(on.router.forgotten).toEqual([key])
  await expect(on.engine.status('shop')).rejects.toThrow(/unknown-application/)
  expect((await on.engine.verifyLedger()).broken).toBeNull()
  expect(await on.through('a')).toMatchObject({ ended: { code: 0 }, release: 1 })
})

describe('with its data, its evidence', () => {
  it('stays as an archive that can be verified, and the ledger says where', async () => {
    const { lines } = await on.engine.remove('shop', true, ann)
    expect(lines.at(-1)?.en).toContain('its evidence as an archive')
    await on.clock.until(async () => isGone() && (await on.rollouts()).length === 0, 30_000)
    const [[name, bytes] = ['', new Uint8Array()], ...more] = on.archived
    expect([name, more]).toEqual([expect.stringMatching(/^shop-\d{8}T\d{6}Z\.zip$/), []])
    expect(verifyArchive(bytes)).toMatchObject({ problems: [] })
    expect([...unpack(bytes).keys()]).toEqual(expect.arrayContaining(['releases/000001/release.json']))
    const entry = (await on.engine.ledger(0, 1_000)).find(({ action }) => action === 'evidence-archived')
    const payload = { file: `/archives/${name}`, bytes: bytes.length, digest: sha256(bytes) }
    expect(entry?.payload).toBe(digestOf(payload))
  })

  it('stays also where the control plane is killed at any moment of it', async () => {
    await on.engine.remove('shop', true, ann)
    for (let moment = 0; (await on.rollouts()).length > 0; moment += 1) {
      expect(moment).toBeLessThan(200)
      await on.clock.pass(100)
      await on.restart()
    }
    expect([...on.archived.keys()]).toHaveLength(1)
  })

  it('stays also where it was stopped before without its data', async () => {
    await on.engine.remove('shop', false, ann)
    await on.clock.until(isGone, 30_000)
    await on.clock.pass(2_000)
    await on.engine.remove('shop', true, ann)
    await on.clock.until(async () => (await on.rollouts()).length === 0, 30_000)
    expect(on.archived.size).toBe(1)
  })
})
