import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { departuresOf } from '../records/departures.ts'
import { environment, queueOf } from '../records/environments.ts'
import { liveTails } from '../records/rollouts.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

/** 22:13:45 on a Tuesday, in UTC. */
const begins = 1_700_000_025_000

const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
const train = `${always}, train: { departs: [Tue 22:14, Tue 22:15], cut-off: 5s }`
const config = yaml(production(`watch: { for: 1s, keep-previous: 0s }, ${train}`))
const slow = config.replace('for: 1s', 'for: 60s')

type Way = {
  readonly name: string
  /** Commit to its parents and its contents, in the order in which they are shipped. */
  readonly commits: Readonly<
    Record<string, { readonly parents: readonly string[]; readonly api: string; readonly web: string }>
  >
  readonly codes: Readonly<Record<string, number>>
  readonly runs: readonly string[]
  readonly departures: readonly string[]
}
const ways: readonly Way[] = [
  {
    name: 'two aboard, and another line of work that takes the next',
    commits: {
      b: { parents: ['a'], api: '2', web: '1' },
      c: { parents: ['b'], api: '3', web: '1' },
      d: { parents: ['a'], api: '1', web: '4' },
    },
    codes: { b: 0, c: 0, d: 0 },
    runs: ['api 3', 'web 4'],
    departures: ['2023-11-14T22:14 left', '2023-11-14T22:15 left'],
  },
  {
    name: 'one that is taken back, and its fix with a train of its own',
    commits: {
      b: { parents: ['a'], api: 'bad', web: '1' },
      fix: { parents: ['b'], api: 'good', web: '1' },
    },
    codes: { b: 3, fix: 0 },
    runs: ['api good', 'web 1'],
    departures: ['2023-11-14T22:14 left', 'fix left'],
  },
]

const key = 'shop/production'
const begin = async (way: Way): Promise<Stage> => {
  const on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}), begins)
  on.commit('a', { config, content: { api: '1', web: '1' } })
  for (const [id, { parents, api, web }] of Object.entries(way.commits))
    on.commit(id, { config: api === 'bad' ? slow : config, content: { api, web }, parents })
  await on.engine.start()
  await on.through('a')
  return on
}

/** The candidate of a commit that was shipped for itself, if it was. */
const shippedAs = async (on: Stage, commit: string): Promise<string | null> => {
  const rows = on.records.selectFrom('candidates').select('id').where('commit', '=', commit)
  return (await rows.where('train', 'is', null).execute())[0]?.id ?? null
}

/** Ships what is not shipped yet, as a person who was told that the control plane is away. */
const shipAll = async (on: Stage, way: Way, look = async () => {}): Promise<void> => {
  const until = (holds: () => Promise<boolean>) =>
    on.clock.until(async () => {
      await look()
      return on.isDead() || (await holds())
    })
  for (const commit of Object.keys(way.commits)) {
    if (commit === 'fix') await until(async () => (await codeOf(on, 'b')) !== undefined)
    if (on.isDead()) return
    if ((await shippedAs(on, commit)) === null) on.ship(commit).catch(() => undefined)
    await until(async () => (await shippedAs(on, commit)) !== null)
  }
}

const codeOf = async (on: Stage, commit: string): Promise<number | undefined> => {
  let at = await shippedAs(on, commit)
  for (; at !== null; ) {
    const view = await on.engine.candidate(at)
    if (view.followed === null) return view.ended?.code
    at = view.followed
  }
  return undefined
}

const over = async (on: Stage, way: Way): Promise<boolean> => {
  for (const commit of Object.keys(way.commits)) if ((await codeOf(on, commit)) === undefined) return false
  return (await liveTails(on.records, key)).length === 0
}

/** What a train has gone through; each change of it is worth a death. */
const stateOf = async (on: Stage): Promise<string> => {
  const departures = (await departuresOf(on.records, key)).map(({ id, state, candidate }) => [
    id,
    state,
    candidate,
  ])
  const queue = (await queueOf(on.records, key)).map(({ candidate, state }) => [candidate, state])
  return JSON.stringify([departures, queue, (await environment(on.records, key))?.takenBack])
}

/**
 * The whole way with one death at the given boundary, none at 0. Gives the boundaries of the first life at which a
 * train changed.
 */
const survive = async (way: Way, dies: number): Promise<readonly number[]> => {
  const on = await begin(way)
  await on.restart(dies)
  const changes: number[] = []
  let state = ''
  const look = async () => {
    const now = dies > 0 ? state : await stateOf(on)
    if (now !== state) changes.push(on.passed().length)
    state = now
  }
  await shipAll(on, way, look)
  await on.clock.until(async () => {
    await look()
    return on.isDead() || (await over(on, way))
  })
  if (on.isDead()) await on.restart()
  else on.spare()
  await shipAll(on, way)
  await on.clock.until(() => over(on, way))
  const codes = Object.keys(way.commits).map(async (commit) => [commit, await codeOf(on, commit)] as const)
  expect(Object.fromEntries(await Promise.all(codes))).toEqual(way.codes)
  const images = (await environment(on.records, key))?.deployed?.revisions.map(({ image }) => image)
  expect(images).toEqual(way.runs.map((one) => sha256(one)))
  const departures = (await departuresOf(on.records, key)).map(
    ({ id, state: its }) => `${id.replace(/^fix-\d+$/, 'fix')} ${its}`,
  )
  expect(departures).toEqual(way.departures)
  expect(await on.engine.verifyLedger()).toMatchObject({ broken: null })
  await on.close()
  return changes
}

describe.each(ways)('$name', (way) => {
  it('ends right, wherever the control plane is killed', async () => {
    const changes = await survive(way, 0)
    expect(changes.length).toBeGreaterThan(6)
    const deaths = new Set(changes.flatMap((at) => [at, at + 1]).filter((at) => at > 0))
    for (const dies of deaths) await survive(way, dies)
  }, 600_000)
})
