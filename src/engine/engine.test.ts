import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { happeningsAfter } from '../records/happenings.ts'
import { ann, approveUnsigned, production, type Stage, stage, yaml } from './engine.fixture.ts'

const canary = production(
  'strategy: { canary: { steps: [20%, 50%], at-least: 2s, at-most: 60s } }, watch: { for: 5s, holdback: 10%, keep-previous: 10m }, judge: { profile: fast }',
)
const unit = 'tests: { unit: { run: [npm, test] } },'
const here = { application: 'shop', environment: null }

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => {
    if (content.includes('bad')) return { errors: 80 }
    if (content.includes('dead')) return { ready: 'never' }
    return content.includes('fragile') ? { crashes: 3 } : {}
  })
  on.commit('a', { config: yaml(production()), content: { api: '1', web: '1' } })
  await on.engine.start()
})
afterEach(() => on.close())

const said = (view: { ended: { lines: readonly { en: string }[] } | null }) =>
  view.ended?.lines.map((line) => line.en)
const child = (id: string, parent: string, content: Record<string, string>, config = yaml(production())) =>
  on.commit(id, { config, content: { api: '1', web: '1', ...content }, parents: [parent] })
const texts = async () =>
  (await happeningsAfter(on.records, 0, 1_000)).map((one) => `${one.kind}: ${one.text.en}`)

describe('a first release', () => {
  it('goes out to everybody in one step, and says that it was not compared', async () => {
    const view = await on.through('a')
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 1 is out for everybody after 6.0 s   production   blue-green",
        "done, not compared (1,000 requests): no release that was fully out answered anybody in the hour before, so there is no error rate to hold it against",
        "next: ecluse status",
      ]
    `)
    expect(view.ended).toMatchObject({ code: 0, outcome: 'done', notReached: [] })
    expect(view.release).toBe(1)
    expect(on.router.splits.get('shop/production')).toMatchObject({ weight: 100, boot: 'new', old: null })
    expect(on.troubles).toEqual([])
  })

  it('that never gets ready is withdrawn, and all of it is gone', async () => {
    on.commit('x', { config: yaml(production()), content: { api: 'dead', web: '1' } })
    const view = await on.through('x')
    expect(view.ended).toMatchObject({ code: 1, outcome: 'withdrawn' })
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 1 withdrawn: nobody was moved   production   blue-green",
        "why: api failed before anybody was moved",
        "next: ecluse why 1; mend it and ship again",
      ]
    `)
    expect(on.target.values()).toEqual({})
    expect((await on.engine.status('shop')).applications[0]?.environments[0]?.desired).toBeNull()
  })

  it('that crashes in its watch stays, alarms and fails; the next one then goes in one step', async () => {
    on.commit('x', { config: yaml(production('watch: { for: 20s }')), content: { api: 'fragile', web: '1' } })
    const view = await on.through('x')
    expect(view.ended).toMatchObject({ code: 1, outcome: 'failed' })
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 1 failed and stays: nothing better is left to return to   production   blue-green",
        "why: regressed at 100 %: api crashed 2 times in the new version within this step, and nothing in the old one: bad by rule",
        "next: ecluse why 1; ship the fix, it goes out in one step",
      ]
    `)
    child('y', 'x', { api: '2' }, yaml(canary))
    const next = await on.through('y')
    expect(next.ended?.code).toBe(0)
    expect((await on.rollouts())[0]?.plan).toMatchObject({ stable: 'broken', steps: [{ weight: 90 }] })
  })
})

describe('a release over another', () => {
  beforeEach(async () => {
    await on.through('a')
    await on.clock.pass(30_000)
  })

  it('blue-green: everybody moves at once, unchanged components are shared, the left one is kept and then gone', async () => {
    child('b', 'a', { web: '2' })
    const view = await on.through('b')
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 2 is out for everybody after 5.6 s   production   blue-green",
        "done, not enough evidence (1,000 of 2,127 requests), no worsening could have been seen",
        "next: ecluse status; ecluse rollback takes release 2 back",
      ]
    `)
    expect(Object.keys(on.target.values()).map((key) => key.split('/')[2])).toEqual(['api', 'web', 'web'])
    await on.clock.pass(700_000)
    expect(Object.keys(on.target.values()).map((key) => key.split('/')[2])).toEqual(['api', 'web'])
  })

  it('a changed api gives web a new revision of the same image', async () => {
    child('b', 'a', { api: '2' })
    await on.through('b')
    const [rollout] = await on.rollouts()
    const [old, next] = [rollout?.context.old, rollout?.context.new]
    const image = (of: typeof old, name: string) => of?.revisions.find(({ component }) => component === name)
    expect(image(old, 'web')?.image).toBe(image(next, 'web')?.image)
    expect(image(old, 'web')?.key).not.toBe(image(next, 'web')?.key)
  })

  it('a canary goes step by step, holds some back in its watch, and ends for everybody', async () => {
    child('b', 'a', { web: '2' }, yaml(canary))
    const view = await on.through('b')
    expect(view.ended?.code).toBe(0)
    const weights = on.router.served.filter((one) => one.new?.release === 2).map(({ weight }) => weight)
    expect(weights).toEqual([20, 50, 90, 100])
    expect((await texts()).filter((text) => text.startsWith('moved'))).toMatchInlineSnapshot(`
      [
        "moved: production: 100 % of people are on release 1, read back",
        "moved: production: 20 % of people are on release 2, read back",
        "moved: production: 50 % of people are on release 2, read back",
        "moved: production: 90 % of people are on release 2, read back",
        "moved: production: 100 % of people are on release 2, read back",
      ]
    `)
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 2 is out for everybody after 1 min 21 s   production   canary 20 %, 50 %",
        "done, not enough evidence (900 of 2,127 requests), errors from 0.8 % on would have been seen",
        "next: ecluse status; ecluse rollback takes release 2 back",
      ]
    `)
  })

  it('a bad canary is taken back by the judge, and says why', async () => {
    child('b', 'a', { api: 'bad' }, yaml(canary))
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 3, outcome: 'rolled-back' })
    const lines = said(view) ?? []
    expect(lines[0]).toMatch(/^release 2 rolled back to 1 in [\d.]+ m?s {3}production {3}canary 20 %$/)
    expect(lines[1]).toMatch(
      /^errors {2}\d+ of [\d,]+ requests \([78]\.\d %\) against 0 of [\d,]+ \(0 %\) {3}evidence [\d,]+x, needed 100x$/,
    )
    expect(lines[2]).toMatch(
      /^why: api answers 500 on POST \/claims; first seen \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    )
    expect(lines[3]).toBe('next: ecluse why 2; the fix can ship at once')
    expect(view.ended?.lines[0]?.fr).toMatch(/^version 2 ramenée à la version 1 en /)
    expect(on.router.splits.get('shop/production')).toMatchObject({ weight: 0, boot: 'old' })
    const why = await on.engine.why({ ...here, release: 2 })
    expect(why.culprits[0]).toMatchObject({ component: 'api', route: null })
    expect(why.evidence).toMatchObject({ judgement: 'regressed' })
  })

  it('one whose readiness fails is withdrawn, and nobody was moved', async () => {
    child('b', 'a', { api: 'dead' })
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 1, outcome: 'withdrawn' })
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "release 2 withdrawn: nobody was moved   production   blue-green",
        "why: api failed before anybody was moved",
        "next: ecluse why 2; mend it and ship again",
      ]
    `)
    expect(Object.values(on.target.values())).toEqual(['ready', 'ready'])
    expect(on.router.served.every((one) => one.weight === 100 || one.weight === 0)).toBe(true)
  })

  it('one that crashes twice in its watch is taken back by rule', async () => {
    child('b', 'a', { api: 'fragile' }, yaml(production('watch: { for: 20s }')))
    const view = await on.through('b')
    expect(view.ended?.code).toBe(3)
    expect(said(view)?.[1]).toMatch(/^why: .*crashed/)
  })

  it('without any request it is done without a silent pass', async () => {
    on.traffic.perSecond = 0
    child('b', 'a', { web: '2' })
    const view = await on.through('b')
    expect(said(view)?.[1]).toMatch(/^done, not enough evidence \(0/)
  })

  it('without telemetry it is done, and says so; a canary is never promoted blind', async () => {
    on.traffic.blind = true
    child('b', 'a', { web: '2' }, yaml(production('watch: { for: 15s }')))
    expect(said(await on.through('b'))?.[1]).toMatch(/^done, no telemetry/)
    child('c', 'b', { web: '3' }, yaml(canary))
    const shipped = await on.ship('c')
    await on.clock.pass(300_000)
    const view = await on.engine.candidate(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(view).toMatchObject({ stage: 'queued', pending: 6 })
    expect(on.router.splits.get('shop/production')?.weight).toBe(20)
  })
})

describe('what is not let through', () => {
  it('a build that fails ends the ship, and names what was not reached', async () => {
    on.faults.broken.add('a api')
    const view = await on.through('a')
    expect(view.ended).toMatchObject({ code: 1, outcome: 'not-built', notReached: ['production'] })
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "candidate 1 was not built",
        "api does not compile",
        "not reached: production",
      ]
    `)
  })

  it('tests run once per commit; a failed one refuses, and a second ship runs it again', async () => {
    child('t', 'a', {}, yaml(production(), `, ${unit}`.replace(/,$/, '')))
    on.faults.broken.add('t api unit')
    const view = await on.through('t')
    expect(view.ended).toMatchObject({ code: 4, outcome: 'refused' })
    expect(said(view)).toMatchInlineSnapshot(`
      [
        "candidate 1 is refused by the gate “tested”",
        "test unit of api failed: 1 of 3 failed",
        "not reached: production",
      ]
    `)
    on.faults.broken.clear()
    expect((await on.through('t')).ended?.code).toBe(0)
    on.tested.length = 0
    expect(await on.ship('t')).toMatchObject({ kind: 'already-live', release: 1 })
    expect(on.tested).toEqual([])
  })

  it('a candidate that drops a test of the running release waits for an administrator', async () => {
    child('t', 'a', {}, yaml(production(), `, ${unit}`.replace(/,$/, '')))
    await on.through('t')
    child('u', 't', { api: '2' })
    const shipped = await on.ship('u')
    const id = shipped.kind === 'already-live' ? '' : shipped.candidate
    await on.clock.until(async () => (await on.engine.candidate(id)).environments[0]?.waits.length === 3)
    const view = await on.engine.candidate(id)
    expect(view.environments[0]?.waits.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^loosens: tests\.api\.unit: .* -> none$/),
      'nobody may sign here: an administrator has to approve it',
      'ecluse approve',
    ])
    await approveUnsigned(on, 'production')
    expect((await on.ended(id)).ended?.code).toBe(0)
  })

  it('a commit without a file, and one of another application, are refused at once', async () => {
    await expect(on.ship('nothing')).rejects.toThrow(/unknown-commit/)
    await expect(
      on.engine.ship({ application: 'other', commit: 'a', actor: ann, upTo: null }),
    ).rejects.toThrow(/application-differs/)
  })
})
