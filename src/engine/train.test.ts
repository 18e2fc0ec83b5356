import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EnvironmentConfig } from '../config/types.ts'
import { departuresOf } from '../records/departures.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

/** 1,700,000,000 is 22:13:20 on a Tuesday, in UTC. */
const minutes = (n: number) => n * 60_000

const key = 'shop/production'
const quick = yaml(production('watch: { for: 3s }'))

const rules: Pick<EnvironmentConfig, 'calendar' | 'train'> = {
  calendar: {
    timeZone: 'UTC',
    open: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, until: 1_440 }],
    workingDays: [0, 1, 2, 3, 4, 5, 6],
    holidays: [],
    eveCloses: 720,
    freezes: [],
    closing: 'roll-back',
  },
  train: {
    departs: [
      { days: [2], at: 22 * 60 + 20 },
      { days: [2], at: 22 * 60 + 30 },
    ],
    cutOff: minutes(3),
    conductor: null,
    boards: 'all',
  },
}

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a').catch((e) => {
    console.log(on.troubles.slice(0, 5))
    throw e
  })
  await ruled('a')
})
afterEach(() => on.close())

/** The file of a commit, with a calendar and a train. */
const ruled = async (commit: string, change: Partial<typeof rules> = {}) => {
  const rows = await on.records
    .selectFrom('candidates')
    .select(['id', 'config'])
    .where('commit', '=', commit)
    .execute()
  for (const { id, config } of rows) {
    const read = JSON.parse(config) as { environments: object[] }
    const environments = read.environments.map((one) => ({ ...one, ...rules, ...change }))
    await on.records
      .updateTable('candidates')
      .set({ config: JSON.stringify({ ...read, environments }) })
      .where('id', '=', id)
      .execute()
  }
}
const commit = (id: string, parents: readonly string[], api: string, web = '1') =>
  on.commit(id, { config: quick, content: { api, web }, parents })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  await ruled(id)
  return view.candidate
}
const view = (id: string) => on.engine.candidate(id)
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
      waits: [{ en: 'aboard the train of 2023-11-14 22:20' }],
      earliest: Date.parse('2023-11-14T22:20:00Z'),
    })
    await on.clock.until(async () => (await trains())[0]?.state === 'closed')
    expect(on.clock.now()).toBeLessThan(Date.parse('2023-11-14T22:17:10Z'))
    const d = await shipped('d')
    await on.clock.until(async () => (await view(b)).followed !== null)
    expect(on.clock.now()).toBeGreaterThanOrEqual(Date.parse('2023-11-14T22:20:00Z'))
    const train = (await trains())[0]?.candidate ?? ''
    expect([(await view(b)).followed, (await view(c)).followed]).toEqual([train, train])
    expect(await on.ended(train)).toMatchObject({
      commit: 'c',
      release: 2,
      ended: { code: 0, outcome: 'done' },
    })
    expect((await trains())[0]).toMatchObject({ id: '2023-11-14T22:20', state: 'left' })
    // Whoever came later takes the next.
    expect((await view(d)).environments[0]?.waits[0]?.en).toBe('aboard the train of 2023-11-14 22:30')
    await on.clock.until(async () => (await view(d)).followed !== null)
    expect((await on.ended((await view(d)).followed ?? '')).release).toBe(3)
  })
})
