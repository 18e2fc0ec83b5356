import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import { letLose, wouldLose } from './lost.fixture.ts'

const config = yaml(production('watch: { for: 3s }'))
const here = { application: 'shop', environment: 'production' }

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config, content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a')
})
afterEach(() => on.close())

const commit = (id: string, parent: string, content: { api: string; web: string }) =>
  on.commit(id, { config, content, parents: [parent] })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  return view.kind === 'already-live' ? '' : view.candidate
}

describe('a candidate that lacks what runs', () => {
  it('holds, says what would be lost, and goes once a person lets it', async () => {
    commit('hotfix', 'a', { api: '1 mended', web: '1' })
    commit('next', 'a', { api: '2', web: '1' })
    await on.through('hotfix')
    const next = await shipped('next')
    expect(await wouldLose(on)).toBe(
      'production would lose 1 commit of api that runs now:\n  hotfix subject of hotfix',
    )
    const why = await on.engine.why({ ...here, release: null })
    expect(why.reasons[0]).toMatchObject({
      code: 'lost-commits',
      values: { component: 'api', running: 'hotfix', wanted: 'next', total: 1 },
      text: { fr: expect.stringContaining('production perdrait 1 commit du composant api') },
    })
    await letLose(on)
    expect((await on.ended(next)).ended?.code).toBe(0)
    const ledger = await on.engine.ledger(0, 1_000)
    expect(ledger.map(({ action }) => action)).toContain('overridden')
  })

  it('is left for one that contains it', async () => {
    commit('hotfix', 'a', { api: '1 mended', web: '1' })
    commit('next', 'a', { api: '2', web: '1' })
    on.commit('merged', { config, content: { api: '3', web: '1' }, parents: ['next', 'hotfix'] })
    await on.through('hotfix')
    const next = await shipped('next')
    await wouldLose(on)
    expect((await on.through('merged')).ended?.code).toBe(0)
    expect((await on.engine.candidate(next)).followed).not.toBeNull()
  })

  it('holds back no way back, and nothing that changes no component', async () => {
    commit('b', 'a', { api: '2', web: '1' })
    commit('same', 'a', { api: '2', web: '1' })
    await on.through('b')
    expect((await on.through('same')).ended?.code).toBe(0)
    await on.engine.rollback({ ...here, to: 1, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'rollback', release: 1, outcome: 'done' })
  })
})

it('needs that are not met refuse the whole set', async () => {
  const ranged = config.replace('needs: [api]', 'needs: { api: ">=2.3" }')
  expect(ranged).not.toBe(config)
  on.commit('v2.2.0', { config: ranged, content: { api: '2', web: '1' }, parents: ['a'] })
  on.commit('v2.3.0', { config: ranged, content: { api: '3', web: '1' }, parents: ['v2.2.0'] })
  const refused = (await on.through('v2.2.0')).ended
  expect(refused).toMatchObject({ code: 4 })
  expect(refused?.lines[0]?.en).toContain('web needs api >=2.3, and api is v2.2.0')
  expect((await on.through('v2.3.0')).ended?.code).toBe(0)
})
