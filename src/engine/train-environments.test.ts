import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { departuresOf } from '../records/departures.ts'
import { environment } from '../records/environments.ts'
import { type Stage, stage, yaml } from './engine.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */

const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
const rows = (...at: readonly string[]) => at.map((time) => `Tue ${time}`).join(', ')
const train = (...at: readonly string[]) => `${always}, train: { departs: [${rows(...at)}], cut-off: 30s }`
const two = (staging: string, production: string) =>
  yaml(`  staging: { target: process, listen: 127.0.0.1:8081, watch: { for: 2s }${staging} }
  production: { target: process, listen: 127.0.0.1:8080, watch: { for: 2s }, after: staging${production} }`)

const last = two('', `, ${train('22:16', '22:20')}`)
const both = two(`, ${train('22:15', '22:17', '22:19')}`, `, ${train('22:20', '22:25')}`)

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  await on.engine.start()
})
afterEach(() => on.close())

const commit =
  (config: string) =>
  (id: string, parents: readonly string[], api: string, web = '1') =>
    on.commit(id, { config, content: { api, web }, parents })
const first = async (config: string) => {
  on.commit('a', { config, content: { api: '1', web: '1' } })
  await on.through('a')
}
const shipped = async (id: string, upTo: string | null = null) => {
  const view = await on.ship(id, upTo)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const view = (id: string) => on.engine.candidate(id)
/** How the `ship` of a candidate ends, whoever carries it. */
const outcome = async (id: string): Promise<{ code: number | undefined; through: readonly string[] }> => {
  const through: string[] = []
  for (let at = id; ; ) {
    const ended = await on.ended(at)
    if (ended.followed === null) return { code: ended.ended?.code, through }
    through.push(ended.followed)
    at = ended.followed
  }
}
const runs = async (name: string) =>
  (await environment(on.records, `shop/${name}`))?.deployed?.revisions.map(({ image }) => image)
const trains = async (name: string) => {
  const all = await departuresOf(on.records, `shop/${name}`)
  return all.map(({ id, state }) => [id.slice(-5), state])
}

describe('production with a train after staging without one', () => {
  it('takes those who are through staging; who is too late takes the next', async () => {
    await first(last)
    const make = commit(last)
    make('b', ['a'], '2')
    make('c', ['b'], '3')
    const b = await shipped('b')
    await on.clock.until(async () => (await view(b)).environments[1]?.state === 'waiting')
    await on.clock.until(async () => (await trains('production'))[0]?.[1] === 'closed')
    const c = await shipped('c')
    expect(await outcome(b)).toMatchObject({ code: 0, through: [expect.any(String)] })
    expect(await runs('staging')).toEqual([sha256('api 3'), sha256('web 1')])
    expect(await runs('production')).toEqual([sha256('api 2'), sha256('web 1')])
    expect(await outcome(c)).toMatchObject({ code: 0 })
    expect(await trains('production')).toEqual([
      ['22:16', 'left'],
      ['22:20', 'left'],
    ])
  })

  it('one that fails in staging never boards', async () => {
    await first(last)
    const make = commit(last.replace('watch: { for: 2s } }', 'watch: { for: 60s } }'))
    make('b', ['a'], 'bad')
    expect(await outcome(await shipped('b'))).toMatchObject({ code: 3, through: [] })
    expect(await trains('production')).toEqual([])
  })

  it('a ship of what is aboard follows it, and one of what is carried follows the train', async () => {
    await first(last)
    commit(last)('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await view(b)).environments[1]?.state === 'waiting')
    expect(await on.ship('b')).toMatchObject({ kind: 'followed', candidate: b })
    await on.clock.until(async () => (await view(b)).followed !== null)
    const carrying = (await view(b)).followed
    expect(await on.ship('b')).toMatchObject({ kind: 'followed', candidate: carrying })
    expect(await outcome(b)).toMatchObject({ code: 0 })
    expect(await on.ship('b')).toMatchObject({ kind: 'already-live' })
  })
})

describe('production with a train after staging that rehearses', () => {
  const config = two(', rehearse-rollback: true', `, ${train('22:16', '22:20')}`)
  const make = commit(config)
  const production = () => departuresOf(on.records, 'shop/production')

  it('carries nobody whose way back was not rehearsed', async () => {
    await first(config)
    on.prober.answer = () => ({ status: 503 })
    make('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await production())[0]?.state === 'cancelled')
    expect((await production())[0]?.behind).toMatchObject([
      { candidate: b, reason: { code: 'passenger-held', values: { code: 'rehearsal-failed' } } },
    ])
    expect(await runs('production')).toEqual([sha256('api 1'), sha256('web 1')])
  })

  it('says of a composition that what leads it was rehearsed', async () => {
    await first(config)
    make('b', ['a'], '1', '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await production())[0]?.state === 'closed')
    const { number } = await view((await production())[0]?.candidate ?? '')
    const { gates } = await on.engine.policy.asked({
      application: 'shop',
      environment: 'production',
      candidate: number,
      canary: false,
    })
    const found = gates.find(({ gate }) => gate === 'rehearsed')?.verdict
    expect(found).toMatchObject({
      outcome: 'pass',
      reasons: [{ code: 'rehearsed-aboard' }, { code: 'rehearsed' }],
    })
    expect(await outcome(b)).toMatchObject({ code: 0 })
  })
})

describe('a train in each of two environments', () => {
  it('what leaves staging boards the train of production, and every ship ends as the last', async () => {
    await first(both)
    const make = commit(both)
    make('b', ['a'], '2')
    make('c', ['a'], '1', '3')
    const [b, c] = [await shipped('b'), await shipped('c')]
    expect(await outcome(b)).toMatchObject({ code: 0 })
    expect(await outcome(c)).toMatchObject({ code: 0 })
    expect(await trains('staging')).toEqual([
      ['22:15', 'left'],
      ['22:17', 'left'],
    ])
    // Both compositions of staging are aboard of one train there.
    expect(await trains('production')).toEqual([['22:20', 'left']])
    expect(await runs('production')).toEqual([sha256('api 2'), sha256('web 3')])
    expect(await on.rollouts('production')).toHaveLength(2)
  })

  it('who goes no further than staging takes nobody along beyond it, nor keeps anybody back', async () => {
    await first(both)
    const make = commit(both)
    make('b', ['a'], '2')
    make('c', ['b'], '3')
    const [b, c] = [await shipped('b'), await shipped('c', 'staging')]
    expect(await outcome(b)).toMatchObject({ code: 0 })
    expect(await outcome(c)).toMatchObject({ code: 0 })
    expect(await runs('production')).toEqual([sha256('api 2'), sha256('web 1')])
  })

  it('what runs in staging, and was to go no further, is taken there by a ship that goes on', async () => {
    await first(both)
    commit(both)('b', ['a'], '2')
    expect(await outcome(await shipped('b', 'staging'))).toMatchObject({ code: 0 })
    expect(await runs('production')).toEqual([sha256('api 1'), sha256('web 1')])
    expect(await outcome(await shipped('b'))).toMatchObject({ code: 0 })
    expect(await runs('production')).toEqual([sha256('api 2'), sha256('web 1')])
  })

  it('upon what stops in staging nobody is composed who goes on, until it contains that', async () => {
    await first(both)
    const make = commit(both)
    make('b', ['a'], '2')
    make('c', ['a'], '1', '3')
    make('d', ['b', 'c'], '2', '3')
    expect(await outcome(await shipped('b', 'staging'))).toMatchObject({ code: 0 })
    const c = await shipped('c')
    await on.clock.until(async () =>
      (await departuresOf(on.records, 'shop/staging')).some(({ behind }) => behind.length > 0),
    )
    const [stays] = (await departuresOf(on.records, 'shop/staging')).flatMap(({ behind }) => behind)
    expect(stays).toMatchObject({ candidate: c, reason: { code: 'behind-what-runs' } })
    expect(await outcome(await shipped('d'))).toMatchObject({ code: 0 })
    expect(await outcome(c)).toMatchObject({ code: 0 })
    expect(await runs('production')).toEqual([sha256('api 2'), sha256('web 3')])
  }, 60_000)

  it('one that is contained in what left staging ends as that does', async () => {
    await first(both)
    const make = commit(both)
    make('b', ['a'], '2')
    make('c', ['b'], '3')
    const c = await shipped('c')
    await on.clock.until(async () => (await trains('staging'))[0]?.[1] === 'left')
    const b = await shipped('b')
    expect(await outcome(b)).toMatchObject({ code: 0 })
    expect((await outcome(b)).through.at(-1)).toBe((await outcome(c)).through.at(-1))
  })
})

describe('two environments beside one another, one with a train', () => {
  const beside = (west: string) =>
    yaml(`  staging: { target: process, listen: 127.0.0.1:8082, watch: { for: 1s } }
  east: { target: process, listen: 127.0.0.1:8081, after: staging, watch: { for: 2s }, ${train('22:15', '22:17', '22:21')} }
  west: { target: process, listen: 127.0.0.1:8080, after: staging, watch: { for: ${west} } }`)
  const goes = async (id: string) => {
    expect(await outcome(id)).toMatchObject({ code: 0 })
    expect((await view(id)).followed).toBeNull()
  }

  it('who is carried in the one goes its own way in the other', async () => {
    await first(beside('2s'))
    commit(beside('200s'))('b', ['a'], '2')
    const b = await shipped('b')
    await on.clock.until(async () => (await trains('east'))[0]?.[1] === 'left')
    expect((await view(b)).environments[2]?.state).toBe('live')
    await goes(b)
    expect([await runs('east'), await runs('west')]).toEqual([await runs('staging'), await runs('staging')])
  })

  it('so does who still waits there', async () => {
    await first(beside('2s'))
    const make = commit(beside('200s'))
    make('b', ['a'], '2')
    make('c', ['b'], '3')
    const b = await shipped('b')
    await on.clock.until(async () => (await view(b)).environments[2]?.state === 'live')
    const c = await shipped('c')
    await on.clock.until(async () => (await trains('east'))[0]?.[1] === 'left')
    expect((await view(c)).environments[2]?.state).toBe('waiting')
    await goes(b)
    await goes(c)
    expect(await runs('staging')).toEqual([sha256('api 3'), sha256('web 1')])
    expect([await runs('east'), await runs('west')]).toEqual([await runs('staging'), await runs('staging')])
  })
})
