import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = (how: string, schedule = '"* * * * *"') =>
  yaml(production(how)).replace('environments:', `  nightly: { schedule: ${schedule} }\nenvironments:`)
const quick = 'watch: { for: 3s, keep-previous: 1s }'

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config: config(quick), content: { api: '1', web: '1', nightly: '1' } })
  await on.engine.start()
})
afterEach(() => on.close())

const minutes = (count: number) => on.clock.pass(count * 60_000)
const actions = async (): Promise<readonly string[]> =>
  (await on.engine.ledger(0, 10_000)).map(({ action }) => action).filter((one) => one.startsWith('schedule-'))

describe('a timetable', () => {
  it('runs without instances, each minute once, and its ends are recorded', async () => {
    await on.through('a')
    expect(Object.keys(on.target.values()).some((key) => key.includes('/nightly/'))).toBe(false)
    await minutes(3)
    expect(on.target.onces.map(({ id }) => id).length).toBe(3)
    expect(new Set(on.target.onces.map(({ id }) => id)).size).toBe(3)
    await on.clock.pass(5_000)
    expect((await actions()).filter((one) => one === 'schedule-ended').length).toBe(3)
  })

  it('status says when it comes next, what runs, and which commands of people do', async () => {
    on.target.onceTakes.time = 90_000
    await on.through('a')
    const there = async () => (await on.engine.status('shop')).applications[0]?.environments[0]
    const waits = (await there())?.schedules?.[0]
    expect(waits).toMatchObject({ component: 'nightly', at: '* * * * *', timeZone: 'UTC', running: null })
    expect((waits?.next ?? 0) - on.clock.now()).toBeGreaterThan(0)
    expect((waits?.next ?? 1) % 60_000).toBe(0)
    await minutes(1)
    const run = { environment: null, component: 'web', argv: ['node', 'x.js'], seat: null }
    const { id, text } = await on.engine.run({ application: 'shop', ...run }, ann)
    expect(text.fr).toContain(`ecluse logs --run ${id}`)
    await on.clock.pass(6_000)
    const seen = await there()
    expect(seen?.schedules?.[0]?.running).toMatchObject({ id: on.target.onces[0]?.id, release: 1 })
    expect(seen?.commands).toMatchObject([{ id, component: 'web', release: 1 }])
    await minutes(3)
    expect((await there())?.commands).toBeUndefined()
  })

  it('in a rollout it stays on the release that is fully out, then goes on with the next', async () => {
    const long = config(
      'strategy: { canary: { steps: [50%], at-least: 4m, at-most: 10m } }, watch: { for: 3s }',
    )
    on.commit('b', { config: long, content: { api: '1', web: '2', nightly: '2' }, parents: ['a'] })
    await on.through('a')
    const shipped = await on.ship('b')
    await minutes(3)
    expect((await on.rollouts())[0]).toMatchObject({ release: 2, outcome: null })
    const [first] = on.target.onces
    expect(on.target.onces.length).toBeGreaterThanOrEqual(2)
    expect(on.target.onces.every(({ revision }) => revision === first?.revision)).toBe(true)
    await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    await minutes(2)
    expect(on.target.onces.at(-1)?.revision).not.toBe(first?.revision)
  })

  it('never overlaps, and says what that made it miss', async () => {
    on.target.onceTakes.time = 150_000
    await on.through('a')
    await minutes(4)
    expect(on.target.onces.length).toBe(2)
    expect(await actions()).toContain('schedule-missed')
  })

  it('a control plane that was away says what was missed, and begins nothing twice', async () => {
    await on.through('a')
    await minutes(2)
    const before = on.target.onces.length
    on.target.onceTakes.time = 1
    await on.restart(1)
    await on.clock.until(async () => on.isDead())
    await minutes(10)
    expect(on.target.onces.length).toBeLessThanOrEqual(before + 1)
    await on.restart()
    await on.clock.pass(30_000)
    expect((await actions()).filter((one) => one === 'schedule-missed').length).toBe(1)
    expect(new Set(on.target.onces.map(({ id }) => id)).size).toBe(on.target.onces.length)
  })
})
