import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { liveTails } from '../records/rollouts.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const quick = yaml(production('watch: { for: 3s }'))
const long = yaml(
  production('strategy: { canary: { steps: [20%], at-least: 60s, at-most: 90s } }, watch: { for: 60s }'),
)
const here = { application: 'shop', environment: null }

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a')
})
afterEach(() => on.close())

const commit = (id: string, parent: string, api: string, config = quick) =>
  on.commit(id, { config, content: { api, web: '1' }, parents: [parent] })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const weight = () => on.router.splits.get('shop/production')?.weight
const served = () => {
  const split = on.router.splits.get('shop/production')
  return split?.weight === 100 ? split.new?.release : split?.weight === 0 ? split.old?.release : null
}
const endOf = async (id: string | null) => {
  await on.clock.until(async () => (await on.rollouts()).find((one) => one.id === id)?.endedAt !== null)
  return (await on.rollouts()).find((one) => one.id === id)
}
const goBack = (to: number | null = null) => on.engine.rollback({ ...here, to, why: 'it is slow' }, ann)

describe('pause, resume and promote', () => {
  it('stop progress, go on, and go one step further', async () => {
    commit('b', 'a', '2', long)
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20)
    await on.clock.pass(5_000)
    await on.engine.command(here, 'pause', ann)
    await on.clock.pass(3_000)
    expect((await on.engine.status('shop')).applications[0]?.environments[0]?.rollout).toMatchObject({
      paused: true,
      phase: 'observing',
      weight: 20,
    })
    await expect(on.engine.command(here, 'pause', ann)).rejects.toThrow(/command-refused/)
    await on.clock.pass(120_000)
    expect(weight()).toBe(20)
    await on.engine.command(here, 'resume', ann)
    await on.clock.pass(2_000)
    await on.engine.command(here, 'promote', ann)
    await on.clock.until(() => weight() === 100, 20_000)
    expect((await on.ended(b)).ended?.code).toBe(0)
    const actions = (await on.engine.ledger(0, 1_000)).map(({ action, actor }) => `${action} ${actor.name}`)
    expect(actions).toEqual(
      expect.arrayContaining(['pause-asked ann', 'resume-asked ann', 'promote-asked ann']),
    )
  })

  it('say so where nothing is on its way, and end the keeping of what was left', async () => {
    await expect(on.engine.command(here, 'pause', ann)).rejects.toThrow(/no-rollout/)
    commit('b', 'a', '2')
    await on.through('b')
    await on.engine.command(here, 'promote', ann)
    await on.clock.until(async () => (await liveTails(on.records, 'shop/production')).length === 0, 60_000)
  })
})

describe('rollback', () => {
  it('returns the live rollout', async () => {
    commit('b', 'a', '2', long)
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20)
    const done = await goBack()
    expect(done.text.en).toBe('production: release 2 is taken back to 1')
    expect(await on.ended(b)).toMatchObject({ ended: { code: 3 } })
    expect(served()).toBe(1)
    expect((await on.engine.status('shop')).applications[0]?.environments[0]?.takenBack).toMatchObject({
      commit: 'b',
      release: 2,
    })
  })

  it('goes back to what was out before, takes over its tail, and the next one goes further', async () => {
    for (const [id, parent, api] of [
      ['b', 'a', '2'],
      ['c', 'b', '3'],
    ] as const) {
      commit(id, parent, api)
      await on.through(id)
    }
    const first = await endOf((await goBack()).rollout)
    expect(first).toMatchObject({
      kind: 'rollback',
      release: 2,
      previous: 3,
      outcome: 'done',
      candidate: null,
    })
    expect(first?.summary?.headline.en).toMatch(/^back on release 2 from 3 in [\d.]+ m?s {3}production$/)
    expect(served()).toBe(2)
    const second = await endOf((await goBack()).rollout)
    expect(second).toMatchObject({ release: 1, previous: 2, outcome: 'done' })
    await expect(goBack()).rejects.toThrow(/nothing-earlier/)
    await on.clock.pass(700_000)
    expect(Object.keys(on.target.values())).toEqual(second?.context.new.revisions.map(({ key }) => key))
    expect((await on.rollouts()).map(({ release }) => release)).toEqual([1, 2, 3, 2, 1])
  })

  it('goes to the release that it is told, and refuses what is no way back', async () => {
    commit('x', 'a', 'bad', yaml(production('watch: { for: 30s }, judge: { profile: fast }')))
    await on.through('x')
    for (const [id, parent, api] of [
      ['b', 'a', '2'],
      ['c', 'b', '3'],
    ] as const) {
      commit(id, parent, api)
      await on.through(id)
    }
    await expect(goBack(9)).rejects.toThrow(/unknown-release/)
    await expect(goBack(4)).rejects.toThrow(/same-release/)
    await expect(goBack(2)).rejects.toThrow(/never-done/)
    expect(await endOf((await goBack(1)).rollout)).toMatchObject({ release: 1, outcome: 'done' })
    await expect(goBack(4)).rejects.toThrow(/newer-release/)
    const back = (await on.engine.status('shop')).applications[0]?.environments[0]?.takenBack
    expect(back).toMatchObject({ commit: 'c', release: 4 })
  })

  it('during a rollout with an older release returns, then goes on, also over a restart', async () => {
    commit('b', 'a', '2')
    await on.through('b')
    commit('c', 'b', '3', long)
    const c = await shipped('c')
    await on.clock.until(() => weight() === 20)
    await goBack(1)
    expect((await on.ended(c)).ended?.code).toBe(3)
    await on.restart()
    await on.clock.until(() => served() === 1)
    await on.clock.until(async () => (await on.rollouts())[0]?.outcome === 'done')
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'rollback', release: 1, previous: 2 })
  })

  it('builds a missing image again, and refuses by name one that comes out different', async () => {
    commit('b', 'a', '2')
    await on.through('b')
    const [last] = (await on.rollouts()).filter(({ release }) => release === 1)
    const image = last?.context.new.revisions.find(({ component }) => component === 'api')?.image
    if (image === undefined) throw new Error('no image')
    await on.clock.pass(400_000)
    on.faults.missing.add(image)
    expect(await endOf((await goBack()).rollout)).toMatchObject({ release: 1, outcome: 'done' })
    await on.through('b')
    on.faults.missing.add(image)
    on.commits.set('a', { config: quick, content: { api: 'different', web: '1' } })
    await on.clock.pass(400_000)
    const refused = await endOf((await goBack()).rollout)
    expect(refused).toMatchObject({ outcome: 'withdrawn' })
    expect(refused?.summary?.lines[0]?.en).toMatch(
      /the image of api is gone, and building it again gives another digest/,
    )
    expect(served()).toBe(3)
  })

  it('is followed by a watch that alarms and takes nothing back', async () => {
    commit('b', 'a', '2')
    await on.through('b')
    await on.clock.pass(20_000)
    const done = await endOf((await goBack()).rollout)
    expect(done?.seen.after?.until).not.toBeNull()
    await on.clock.pass(10_000)
    const entries = (await on.engine.ledger(0, 1_000)).map(({ action }) => action)
    expect(entries.filter((action) => action.startsWith('rollback-watch'))).toEqual(['rollback-watch-ended'])
  })

  it('says so where nothing runs, and where nothing is known', async () => {
    await expect(
      on.engine.rollback({ application: 'other', environment: null, to: null, why: null }, ann),
    ).rejects.toThrow(/unknown-application/)
    await expect(
      on.engine.rollback({ ...here, environment: 'stagging', to: null, why: null }, ann),
    ).rejects.toThrow(/unknown-environment/)
    await expect(goBack()).rejects.toThrow(/nothing-earlier/)
  })
})

describe('restart', () => {
  it('replaces every instance, draws a new secret, and changes no release', async () => {
    const before = await on.engine.secret(here)
    const keys = Object.keys(on.target.values())
    const done = await on.engine.restart({ ...here, component: null }, ann)
    const ended = await endOf(done.rollout)
    expect(ended).toMatchObject({ kind: 'restart', release: 1, outcome: 'done' })
    expect(ended?.summary?.headline.en).toMatch(/^release 1 restarted in [\d.]+ m?s {3}production$/)
    expect(Object.keys(on.target.values())).toEqual(keys)
    expect(Object.values(on.target.starts())).toEqual([2, 2])
    const after = await on.engine.secret(here)
    expect(after.secret).not.toBe(before.secret)
    expect(on.router.splits.get('shop/production')).toMatchObject({
      forcedSecret: after.secret,
      weight: 100,
      boot: 'new',
    })
  })

  it('is refused in a live rollout, and for a component that is not there; the next release goes on', async () => {
    await expect(on.engine.restart({ ...here, component: 'worker' }, ann)).rejects.toThrow(
      /unknown-component/,
    )
    await on.engine.restart({ ...here, component: 'api' }, ann)
    await on.restart()
    commit('b', 'a', '2', long)
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20)
    expect(Object.values(on.target.starts()).sort()).toEqual([1, 1, 1, 2])
    await expect(on.engine.restart({ ...here, component: null }, ann)).rejects.toThrow(/rollout-live/)
    await goBack()
    await on.ended(b)
  })
})
