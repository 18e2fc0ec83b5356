import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { departuresOf } from '../records/departures.ts'
import { environment } from '../records/environments.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */

const key = 'shop/production'
const here = { application: 'shop', environment: null }
const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
const train = 'train: { departs: [Tue 22:15, Tue 22:18], cut-off: 30s }'
const ruled = (rules: string) => yaml(production(`watch: { for: 3s }, ${rules}`))
const quick = ruled(`${always}, ${train}`)

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a').catch((e) => {
    console.log(on.troubles.slice(0, 5))
    throw e
  })
})
afterEach(() => on.close())

const commit = (id: string, parents: readonly string[], api: string, web = '1') =>
  on.commit(id, { config: quick, content: { api, web }, parents })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const view = (id: string) => on.engine.candidate(id)
const images = async () => (await environment(on.records, key))?.deployed?.revisions.map(({ image }) => image)
const trains = () => departuresOf(on.records, key)

describe('a train', () => {
  it('carries those who boarded before its cut-off, at its departure, and their ships end as it does', async () => {
    commit('b', ['a'], '2')
    commit('c', ['b'], '3')
    commit('d', ['c'], '4')
    const [b, c] = [await shipped('b'), await shipped('c')]
    await on.clock.until(
      async () => (await view(c)).environments[0]?.waits[0]?.en.startsWith('aboard') === true,
    )
    expect((await view(b)).environments[0]).toMatchObject({
      state: 'waiting',
      waits: [{ en: 'aboard the train of 2023-11-14 22:15' }],
      earliest: Date.parse('2023-11-14T22:15:00Z'),
    })
    await on.clock.until(async () => (await trains())[0]?.state === 'closed')
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:14:40Z'))
    const d = await shipped('d')
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect(on.clock.now()).toBeGreaterThanOrEqual(Date.parse('2023-11-14T22:15:00Z'))
    const train = (await trains())[0]?.candidate ?? ''
    expect([(await view(b)).followed, (await view(c)).followed]).toEqual([train, train])
    expect(await on.ended(train)).toMatchObject({
      commit: 'c',
      release: 2,
      ended: { code: 0, outcome: 'done' },
    })
    expect((await trains())[0]).toMatchObject({ id: '2023-11-14T22:15', state: 'left' })
    // Whoever came later takes the next.
    expect((await view(d)).environments[0]?.waits[0]?.en).toBe('aboard the train of 2023-11-14 22:18')
    await on.clock.until(async () => (await view(d)).followed !== null)
    expect((await on.ended((await view(d)).followed ?? '')).release).toBe(3)
  })

  it('leaves another line of work behind, which leads the next train and rides beside what left', async () => {
    commit('b', ['a'], '2')
    commit('c', ['a'], '1', '3')
    const [b, c] = [await shipped('b'), await shipped('c')]
    await on.clock.until(async () => (await view(c)).followed !== null)
    expect((await trains())[0]).toMatchObject({
      state: 'left',
      behind: [{ candidate: b, reason: { code: 'not-contained' } }],
    })
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect(await on.ended((await view(b)).followed ?? '')).toMatchObject({ commit: 'b', ended: { code: 0 } })
    expect(await images()).toEqual([sha256('api 2'), sha256('web 3')])
  })

  it('refuses the later of two versions of one component that do not contain one another, at once', async () => {
    commit('b', ['a'], '2')
    commit('c', ['a'], '3')
    const [b, c] = [await shipped('b'), await shipped('c')]
    const ended = await on.ended(c)
    expect(ended.ended).toMatchObject({ code: 4, outcome: 'refused' })
    expect(ended.ended?.lines[0]?.en).toContain('its api does not contain that of candidate 2')
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:14:30Z'))
    await on.clock.until(async () => (await view(b)).followed !== null)
  })

  it('that cannot leave is delayed, says why, and is taken along by the next', async () => {
    commit('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await trains())[0]?.state === 'closed')
    const until = Date.parse('2023-11-14T22:17:50Z')
    await on.engine.policy.freeze({ application: 'shop', until, why: 'an incident', except: null }, ann)
    await on.clock.until(async () => (await trains())[0]?.word !== null)
    const board = await on.engine.trains.view(here)
    expect(board.departures[0]).toMatchObject({
      id: '2023-11-14T22:15',
      state: 'delayed',
      aboard: [{ number: 2, leads: true }],
    })
    expect(board.departures[0]?.holds.map(({ en }) => en).join()).toContain('an incident')
    await on.clock.until(async () => (await trains()).length === 2)
    const [first, second] = await trains()
    expect([first?.state, second?.state, second?.id]).toEqual(['cancelled', 'closed', '2023-11-14T22:18'])
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect((await on.ended((await view(b)).followed ?? '')).ended?.code).toBe(0)
  })

  it('does not leave where a conductor cancels it, and an extra one leaves at once', async () => {
    commit('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await view(b)).environments[0]?.state === 'waiting')
    const order = (what: 'extra' | 'cancel', departure: string | null, admin = true) =>
      on.engine.trains.order({ ...here, order: what, departure, at: null, why: 'election' }, ann, admin)
    await expect(order('cancel', '2023-11-14T22:15', false)).rejects.toThrow('not-the-conductor')
    await expect(order('cancel', '2023-11-14T22:16')).rejects.toThrow('unknown-departure')
    expect((await order('cancel', '2023-11-14T22:15')).text.en).toContain('cancelled by ann: election')
    await expect(order('cancel', '2023-11-14T22:15')).rejects.toThrow('departure-over')
    await order('extra', null)
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:14:30Z'))
    expect((await trains()).map(({ kind, state }) => [kind, state])).toEqual([
      ['extra', 'left'],
      ['timetable', 'cancelled'],
    ])
  })

  it('is composed anew where another release runs by its departure', async () => {
    commit('b', ['a'], '2')
    commit('c', ['a'], '1', '3')
    const b = await shipped('b')
    await on.clock.until(async () => (await trains())[0]?.state === 'closed')
    const first = (await trains())[0]?.candidate
    const c = await shipped('c')
    await on.clock.until(async () => (await view(c)).environments[0]?.state === 'waiting')
    await on.engine.trains.order(
      { ...here, order: 'extra', departure: null, at: null, why: 'now' },
      ann,
      true,
    )
    await on.clock.until(async () => (await view(b)).followed !== null)
    const carried = (await view(b)).followed ?? ''
    expect(carried).not.toBe(first)
    expect((await on.ended(carried)).ended?.code).toBe(0)
    expect(await images()).toEqual([sha256('api 2'), sha256('web 3')])
  })

  it('leaves by itself, at once, with what mends a release that was taken back', async () => {
    const slow = quick.replace('for: 3s', 'for: 60s')
    on.commit('b', { config: slow, content: { api: 'bad', web: '1' }, parents: ['a'] })
    commit('fix', ['b'], 'good again')
    const b = await shipped('b')
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect((await on.ended((await view(b)).followed ?? '')).ended?.code).toBe(3)
    const back = on.clock.now()
    const fix = await shipped('fix')
    await on.clock.until(async () => (await view(fix)).followed !== null)
    expect(on.clock.now() - back).toBeLessThan(60_000)
    expect((await trains()).map(({ kind, state }) => [kind, state])).toContainEqual([
      'after-rollback',
      'left',
    ])
    expect((await on.ended((await view(fix)).followed ?? '')).ended?.code).toBe(0)
  })
})
