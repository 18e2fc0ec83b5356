import { afterEach, describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

// A Wednesday with two windows of ten minutes: time that passes is cheap only in minutes.
const opens = Date.UTC(2023, 10, 15, 9)
const minute = 60_000
const closes = opens + 10 * minute
const opensAgain = closes + 10 * minute
const calendar = (closing: string) =>
  `calendar: { time-zone: Etc/UTC, open: [Mon-Thu 09:00-09:10, Mon-Thu 09:20-09:30], closing: ${closing} }`
const config = (closing: string, strategy: string) =>
  yaml(production(`${strategy}, watch: { for: 3s }, ${calendar(closing)}`))
const canary = (steps: string, least: string) =>
  `strategy: { canary: { steps: ${steps}, at-least: ${least}, at-most: 30m } }`

let on: Stage
const begins = async (at: number) => {
  on = await stage(undefined, at)
  await on.engine.start()
}
afterEach(() => on.close())

const commit = (id: string, parent: string | null, api: string, file: string) =>
  on.commit(id, {
    config: file,
    content: { api, web: '1' },
    ...(parent === null ? {} : { parents: [parent] }),
  })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const first = async (file: string, at: number) => {
  await begins(at)
  commit('a', null, '1', file)
  await on.through('a')
  commit('b', 'a', '2', file)
}
const weight = () => on.router.splits.get('shop/production')?.weight
const place = async (id: string) => (await on.engine.candidate(id)).environments[0]

describe('a window that closes over a canary', () => {
  it.each([
    ['hold', opensAgain],
    ['finish', closes],
  ] as const)('%s: it stays as it is, and widens when it may', async (closing, from) => {
    await first(config(closing, canary('[20%]', '30s')), closes - 2 * minute)
    on.traffic.blind = true
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20, minute)
    await on.clock.until(() => on.clock.now() >= closes + minute)
    expect(weight()).toBe(20)
    await on.restart()
    on.traffic.blind = false
    await on.clock.until(() => weight() === 100)
    expect(on.clock.now()).toBeGreaterThanOrEqual(from)
    if (closing === 'finish') expect(on.clock.now()).toBeLessThan(opensAgain)
    expect((await on.ended(b)).ended?.code).toBe(0)
  })

  it('goes back as soon as its next step does not fit any more, however long the window is open', async () => {
    await first(config('roll-back', canary('[20%, 50%]', '3m')), opens + 1_000)
    on.traffic.blind = true
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20, minute)
    await on.clock.until(() => weight() === 0, 20 * minute)
    expect(Math.abs(on.clock.now() - (closes - 3 * minute))).toBeLessThan(20_000)
    expect((await on.ended(b)).ended?.code).toBe(3)
    expect((await on.rollouts())[0]?.state.cause?.code).toBe('window-closed')
  })
})

describe('a window that opens', () => {
  it('finds the gates as they are then, whatever they said when it was waited for', async () => {
    const file = config('hold', 'strategy: blue-green')
    await first(file, opens + 1_000)
    await on.clock.pass(closes + minute - on.clock.now())
    const b = await shipped('b')
    await on.clock.pass(10_000)
    expect(await place(b)).toMatchObject({ state: 'waiting', earliest: opensAgain })
    await on.restart()
    on.faults.missing.add(sha256('api 2'))
    const { ended } = await on.ended(b)
    expect(ended).toMatchObject({ code: 4, outcome: 'refused' })
    expect(ended?.lines[0]?.en).toContain('api')
    expect((await on.rollouts()).map(({ release }) => release)).toEqual([1])
  })

  it('starts by itself what waited through a restart, and not before what held it beside has ended', async () => {
    const file = config('hold', 'strategy: blue-green')
    await first(file, opens + 1_000)
    await on.clock.pass(closes + minute - on.clock.now())
    const b = await shipped('b')
    const until = opensAgain + 2 * minute
    await on.engine.policy.freeze({ application: 'shop', until, why: 'an incident', except: null }, ann)
    await on.clock.pass(10_000)
    expect((await place(b))?.waits.map(({ en }) => en).join()).toContain('an incident')
    await on.restart()
    expect((await on.ended(b)).ended?.code).toBe(0)
    expect((await on.rollouts())[0]?.startedAt).toBeGreaterThanOrEqual(until)
    expect((await on.rollouts())[0]?.startedAt).toBeLessThan(until + minute)
  })
})
