import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, approveUnsigned, type Stage, stage, yaml } from './engine.fixture.ts'

const two = (staging = 'watch: { for: 3s }', more = '') =>
  yaml(`  staging: { target: process, listen: 127.0.0.1:8081, ${staging} }
  production: { target: process, listen: 127.0.0.1:8080, watch: { for: 3s }${more} }`)

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: two(), content: { api: '1', web: '1' } })
  await on.engine.start()
})
afterEach(() => on.close())

const commit = (id: string, parent: string, api: string, config = two()) =>
  on.commit(id, { config, content: { api, web: '1' }, parents: [parent] })

describe('two environments', () => {
  it('are gone through in order, with one release number', async () => {
    const view = await on.through('a')
    expect(view).toMatchObject({ release: 1, ended: { code: 0, notReached: [] } })
    const [staging] = await on.rollouts('staging')
    const [production] = await on.rollouts('production')
    expect(staging?.endedAt ?? 0).toBeLessThanOrEqual(production?.startedAt ?? 0)
    expect(view.ended?.lines.filter((line) => line.en.startsWith('release 1 is out')).length).toBe(2)
    const status = await on.engine.status('shop')
    expect(status.applications[0]?.environments.map(({ name }) => name)).toEqual(['staging', 'production'])
  })

  it('what fails in the first never reaches the second, and the ship says so', async () => {
    await on.through('a')
    commit('b', 'a', 'bad', two('watch: { for: 60s }'))
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 3, notReached: ['production'] })
    expect(view.ended?.lines.at(-1)).toEqual({
      en: 'not reached: production',
      fr: 'non atteint : production',
    })
    expect(await on.rollouts('production')).toHaveLength(1)
  })

  it('a ship up to the first ends there; the whole one goes on to the second', async () => {
    const shipped = await on.ship('a', 'staging')
    const view = await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(view).toMatchObject({ ended: { code: 0, notReached: [] }, environments: [{ name: 'staging' }] })
    expect(await on.rollouts('production')).toHaveLength(0)
    expect(await on.ship('a', 'staging')).toMatchObject({ kind: 'already-live', release: 1 })
    expect(await on.through('a')).toMatchObject({ release: 2, ended: { code: 0 } })
    await expect(on.ship('a', 'prod')).rejects.toThrow(/unknown-environment/)
  })

  it('one that goes further is never left out for one that ends in staging', async () => {
    await on.through('a')
    commit('b', 'a', '2', two('watch: { for: 60s }'))
    commit('c', 'b', '3')
    commit('d', 'c', '4')
    const ids: string[] = []
    for (const [id, upTo] of [
      ['b', null],
      ['c', null],
      ['d', 'staging'],
    ] as const) {
      const shipped = await on.ship(id, upTo)
      ids.push(shipped.kind === 'already-live' ? '' : shipped.candidate)
    }
    for (const id of ids) await on.ended(id)
    const [, c = '', d = ''] = ids
    expect(await on.engine.candidate(c)).toMatchObject({ followed: null, ended: { code: 0 } })
    expect(await on.engine.candidate(d)).toMatchObject({ ended: { code: 0 } })
    expect((await on.rollouts('production')).map(({ context }) => context.new.commit)).toContain('c')
  })

  it('a file that leaves staging out does not switch off what the running release asks for', async () => {
    await on.through('a')
    commit(
      'b',
      'a',
      '2',
      yaml('  production: { target: process, listen: 127.0.0.1:8080, watch: { for: 3s } }'),
    )
    const shipped = await on.ship('b')
    const id = shipped.kind === 'already-live' ? '' : shipped.candidate
    await on.clock.pass(30_000)
    expect((await on.engine.candidate(id)).environments[0]).toMatchObject({
      state: 'waiting',
      waits: [
        { en: 'staging does not hold this release yet' },
        { en: 'loosens: after: staging -> none' },
        { en: 'nobody may sign here: an administrator has to approve it' },
        { en: 'ecluse approve' },
      ],
    })
    await approveUnsigned(on, 'production')
    expect((await on.ended(id)).ended?.code).toBe(0)
  })

  it('a command has to name the environment where two are meant', async () => {
    await on.through('a')
    const none = { application: 'shop', environment: null }
    await expect(on.engine.restart({ ...none, component: null }, ann)).rejects.toThrow(/which-environment/)
    await on.engine.restart({ application: 'shop', environment: 'staging', component: null }, ann)
    expect(await on.engine.why({ ...none, release: null })).toMatchObject({
      environment: 'staging',
      kind: 'restart',
    })
  })
})
