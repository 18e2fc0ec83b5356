import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { departuresOf } from '../records/departures.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */

const key = 'shop/production'
const here = { application: 'shop', environment: null }
const always = 'time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat'
const ruled = (train: string, calendar = always, more = '') =>
  yaml(production(`watch: { for: 2s }, calendar: { ${calendar} }, train: { cut-off: 30s, ${train} }${more}`))
const quick = ruled('departs: [Tue 22:15, Tue 22:18]')

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  await on.engine.start()
})
afterEach(() => on.close())

const first = async (config: string) => {
  on.commit('a', { config, content: { api: '1', web: '1' } })
  await on.through('a')
}
const commit = (id: string, parents: readonly string[], api: string, config = quick) =>
  on.commit(id, { config, content: { api, web: '1' }, parents })
const shipped = async (commit: string, labels: readonly string[] = [], branch: string | null = null) => {
  const view = await on.engine.ship({ application: 'shop', commit, actor: ann, upTo: null, labels, branch })
  if (view.kind === 'already-live') throw new Error(`${commit} is live`)
  return view.candidate
}
const view = (id: string) => on.engine.candidate(id)
const waits = async (id: string) => (await view(id)).environments[0]?.waits[0]?.en
const trains = async () =>
  (await departuresOf(on.records, key)).map(({ id, kind, state }) => `${id.slice(-5)} ${kind} ${state}`)
const carried = async (id: string) => {
  await on.clock.until(async () => (await view(id)).followed !== null)
  return on.ended((await view(id)).followed ?? '')
}

describe('who boards', () => {
  it.each([
    ['label', '{ label: slow }', ['slow'], null],
    ['branch', '{ branch: next }', [], 'next'],
  ] as const)('by %s alone; whoever does not goes by itself, at once', async (_, boards, labels, branch) => {
    const config = ruled(`departs: [Tue 22:15, Tue 22:18], boards: ${boards}`)
    await first(config)
    commit('b', ['a'], '2', config)
    commit('c', ['a'], '1', config)
    const b = await shipped('b', labels, branch)
    await on.clock.until(async () => (await waits(b)) === 'aboard the train of 2023-11-14 22:15')
    on.commit('c', { config, content: { api: '1', web: '3' }, parents: ['a'] })
    const c = await on.ended(await shipped('c', ['other'], 'main'))
    expect(c).toMatchObject({ followed: null, ended: { code: 0 } })
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:14:30Z'))
    expect((await carried(b)).ended?.code).toBe(0)
    expect(await trains()).toEqual(['22:15 timetable left'])
  })
})

describe('a freeze that spares a label', () => {
  it.each([
    ['goes back a train of which not everything carries it', [], 3],
    ['lets a train go on of which everything does', ['fix'], 0],
  ] as const)('%s', async (_, others, code) => {
    const canary = quick.replace('watch:', 'strategy: { canary: { steps: [50%], at-least: 20s } }, watch:')
    await first(canary)
    on.commit('b', { config: canary, content: { api: '2', web: '1' }, parents: ['a'] })
    on.commit('c', { config: canary, content: { api: '2', web: '3' }, parents: ['b'] })
    const b = await shipped('b', ['fix'])
    await shipped('c', others)
    await on.clock.until(async () => (await on.rollouts())[0]?.state.phase === 'observing')
    expect((await on.rollouts())[0]?.context.new.commit).toBe('c')
    const what = { application: 'shop', until: null, why: 'election', except: 'fix' }
    await on.engine.policy.freeze(what, ann)
    expect((await carried(b)).ended?.code).toBe(code)
  })
})

describe('what a conductor changes', () => {
  const order = (what: 'cancel' | 'delay', departure: string, at: string | null = null) =>
    on.engine.trains.order(
      { ...here, order: what, departure, at: at === null ? null : Date.parse(at), why: 'election' },
      ann,
      true,
    )

  it('is what those aboard are told: of one that is cancelled the next, of one that is delayed its new time', async () => {
    await first(quick)
    commit('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await waits(b)) === 'aboard the train of 2023-11-14 22:15')
    await order('delay', '2023-11-14T22:15', '2023-11-14T22:16:30Z')
    await on.clock.until(
      async () => (await view(b)).environments[0]?.earliest === Date.parse('2023-11-14T22:16:30Z'),
    )
    await order('cancel', '2023-11-14T22:15')
    await on.clock.until(async () => (await waits(b)) === 'aboard the train of 2023-11-14 22:18')
    expect((await carried(b)).ended?.code).toBe(0)
    expect(await trains()).toEqual(['22:15 timetable cancelled', '22:18 timetable left'])
  })

  it('an extra train for one candidate is a release on demand: the others wait for theirs', async () => {
    await first(quick)
    commit('b', ['a'], '2')
    on.commit('c', { config: quick, content: { api: '1', web: '3' }, parents: ['a'] })
    const [b, c] = [await shipped('b'), await shipped('c')]
    for (const id of [b, c])
      await on.clock.until(async () => (await waits(id))?.startsWith('aboard') === true)
    const demand = (candidate: number, admin = true) =>
      on.engine.trains.order(
        { ...here, order: 'extra', departure: null, at: null, candidate, why: 'the form is down' },
        ann,
        admin,
      )
    await expect(demand(2, false)).rejects.toThrow('not-the-conductor')
    await expect(demand(9)).rejects.toThrow('not-aboard')
    expect((await demand(2)).text.en).toContain('for candidate 2, ordered by ann: the form is down')
    expect((await carried(b)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:14:30Z'))
    expect((await view(c)).environments[0]?.waits[0]?.en).toBe('aboard the train of 2023-11-14 22:15')
    expect((await carried(c)).ended?.code).toBe(0)
  })

  it('a delayed one closes and leaves later', async () => {
    await first(quick)
    commit('b', ['a'], '2')
    await order('delay', '2023-11-14T22:15', '2023-11-14T22:16:30Z')
    await on.clock.until(() => on.clock.now() >= Date.parse('2023-11-14T22:15:30Z'))
    const b = await shipped('b')
    await carried(b)
    expect(on.clock.now()).toBeGreaterThanOrEqual(Date.parse('2023-11-14T22:16:30Z'))
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:17:30Z'))
    expect(await trains()).toEqual(['22:15 timetable left'])
  })
})

describe('a departure', () => {
  it('with nobody aboard does not leave: of the timetable nothing is said, an extra one says why', async () => {
    await first(quick)
    await on.clock.until(() => on.clock.now() > Date.parse('2023-11-14T22:15:10Z'))
    expect(await trains()).toEqual([])
    await on.engine.trains.order(
      { ...here, order: 'extra', departure: null, at: null, why: 'a drill' },
      ann,
      true,
    )
    await on.clock.until(async () => (await trains())[0]?.endsWith('extra cancelled') === true)
    const { departures } = await on.engine.trains.view(here)
    expect(departures[0]?.holds.map(({ en }) => en).join()).toContain('does not leave: nobody is aboard')
    expect(await on.rollouts()).toHaveLength(1)
  })

  it('that the control plane slept over leaves when it wakes, once for all that were missed', async () => {
    await first(quick)
    commit('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await waits(b))?.startsWith('aboard') === true)
    await on.restart(1)
    await on.clock.pass(Date.parse('2023-11-14T22:30:00Z') - on.clock.now())
    expect(on.isDead()).toBe(true)
    await on.restart()
    expect((await carried(b)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:31:00Z'))
    expect((await trains()).at(-1)).toBe('22:18 timetable left')
  })
})

describe('the fix of what was taken back', () => {
  it('has a train of its own; once it is out, whoever contains it goes by the timetable', async () => {
    await first(quick)
    commit('b', ['a'], 'bad', quick.replace('for: 2s', 'for: 60s'))
    commit('c', ['b'], 'worse, bad', quick.replace('for: 2s', 'for: 60s'))
    commit('fix', ['c'], 'good again')
    commit('d', ['fix'], 'better')
    expect((await carried(await shipped('b'))).ended?.code).toBe(3)
    // One that mends nothing is taken back as well; what mends that has a train of its own again.
    expect((await carried(await shipped('c'))).ended?.code).toBe(3)
    expect((await carried(await shipped('fix'))).ended?.code).toBe(0)
    const d = await shipped('d')
    await on.clock.until(async () => (await waits(d))?.startsWith('aboard') === true)
    expect((await trains()).filter((one) => one.includes('after-rollback'))).toHaveLength(2)
    expect((await carried(d)).ended?.code).toBe(0)
    expect((await trains()).at(-1)).toContain('timetable left')
  })
})

describe('a turn that is given back', () => {
  it('leaves everybody aboard, and the next train takes them', async () => {
    await first(quick)
    commit('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await on.rollouts())[0]?.state.phase === 'waiting')
    expect((await view(b)).followed).not.toBeNull()
    const until = Date.parse('2023-11-14T22:17:40Z')
    await on.engine.policy.freeze({ application: 'shop', until, why: 'an incident', except: null }, ann)
    await on.restart()
    await on.clock.until(async () => (await view(b)).followed === null)
    expect((await on.engine.trains.view(here)).departures[0]).toMatchObject({
      state: 'delayed',
      aboard: [{ number: 2 }],
    })
    expect((await carried(b)).ended?.code).toBe(0)
    expect(await trains()).toEqual(['22:15 timetable cancelled', '22:18 timetable left'])
  })
})

describe('a departure that does not leave', () => {
  it('on a holiday: the board says so from the day before, and its passengers take the next', async () => {
    // 25 December 2023 is a Monday.
    await on.close()
    on = await stage(undefined, Date.parse('2023-12-24T22:14:00Z'))
    await on.engine.start()
    const config = ruled(
      'departs: [Sat-Tue 22:15]',
      'time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat, eve-closes: "23:59", holidays: [CA-federal]',
    )
    await first(config)
    commit('b', ['a'], '2', config)
    await on.clock.until(() => on.clock.now() >= Date.parse('2023-12-24T22:14:40Z'))
    const b = await shipped('b')
    // Neither on Christmas Day nor on Boxing Day.
    await on.clock.until(async () => (await waits(b)) === 'aboard the train of 2023-12-30 22:15')
    const board = await on.engine.trains.view(here)
    const christmas = board.departures.find(({ id }) => id === '2023-12-25T22:15')
    expect(christmas?.state).toBe('not-leaving')
    expect(christmas?.holds.map(({ en }) => en).join()).toContain('Christmas Day')
    const [announced] = await departuresOf(on.records, key)
    expect(announced?.word?.text.en).toContain('train of 2023-12-25 22:15 does not leave: ')
  })
})
