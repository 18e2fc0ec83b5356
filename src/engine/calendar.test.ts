import { afterEach, describe, expect, it } from 'vitest'
import { statementText } from '../identity/statement.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

// A Wednesday with a window of ten minutes: time that passes is cheap only in minutes.
const opens = Date.UTC(2023, 10, 15, 9)
const minute = 60_000
const closes = opens + 10 * minute
const calendar = 'calendar: { time-zone: Etc/UTC, open: Mon-Thu 09:00-09:10 }'
const here = { application: 'shop', environment: 'production' }
const canary = (closing: string, least = '30s', most = '60s') =>
  yaml(
    production(
      `strategy: { canary: { steps: [20%], at-least: ${least}, at-most: ${most} } }, watch: { for: 3s }, ${calendar.replace(' }', `, closing: ${closing} }`)}`,
    ),
  )
const quick = yaml(production(`watch: { for: 3s }, ${calendar}`))

let on: Stage
const begins = async (at: number) => {
  on = await stage(undefined, at)
  await on.engine.start()
}
afterEach(() => on.close())

const commit = (id: string, parent: string | null, api: string, config = quick) =>
  on.commit(id, { config, content: { api, web: '1' }, ...(parent === null ? {} : { parents: [parent] }) })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const first = async (config = quick, at = opens + 1_000) => {
  await begins(at)
  commit('a', null, '1', config)
  await on.through('a')
}
const weight = () => on.router.splits.get('shop/production')?.weight
const stageOf = async (id: string, name?: string) =>
  (await on.engine.candidate(id)).environments.find((one) => name === undefined || one.name === name)

describe('the window', () => {
  it('holds what comes outside it; it starts by itself when it opens, its gates read again', async () => {
    await begins(opens - 2 * minute)
    commit('a', null, '1')
    const a = await shipped('a')
    await on.clock.pass(60_000)
    expect(await stageOf(a)).toMatchObject({ state: 'waiting', earliest: opens })
    const why = await on.engine.why({ ...here, release: null })
    expect(why.gates.find(({ gate }) => gate === 'calendar')?.verdict).toMatchObject({
      outcome: 'hold',
      until: opens,
    })
    await on.restart()
    await on.clock.until(async () => (await stageOf(a))?.state !== 'waiting', 3 * minute)
    expect(on.clock.now()).toBeGreaterThanOrEqual(opens)
    expect(on.clock.now()).toBeLessThan(opens + 10_000)
    expect((await on.ended(a)).ended?.code).toBe(0)
  })

  it('takes nothing whose steps do not fit into it', async () => {
    await first(canary('roll-back', '5m', '9m'))
    await on.clock.pass(minute)
    commit('b', 'a', '2', canary('roll-back', '5m', '9m'))
    const b = await shipped('b')
    await on.clock.pass(10_000)
    const gate = (await on.engine.why({ ...here, release: null })).gates.find(
      (one) => one.gate === 'calendar',
    )
    expect(gate?.verdict).toMatchObject({ outcome: 'pass' })
    expect((await stageOf(b))?.state).toBe('live')
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    await on.ended(b)
    await on.clock.pass(closes - 4 * minute - on.clock.now())
    commit('c', 'a', '3', canary('roll-back', '5m', '9m'))
    const c = await shipped('c')
    await on.clock.pass(10_000)
    expect(await stageOf(c)).toMatchObject({ state: 'waiting', earliest: opens + 24 * 60 * minute })
    const why = await on.engine.why({ ...here, release: null })
    expect(why.reasons[0]).toMatchObject({ code: 'does-not-fit', values: { closes } })
  })

  it.each([
    ['roll-back', 0],
    ['hold', 20],
    ['finish', 100],
  ] as const)('a freeze while a canary is out: %s', async (closing, ends) => {
    await first(canary(closing))
    commit('b', 'a', '2', canary(closing))
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20, minute)
    await on.engine.policy.freeze({ application: 'shop', until: null, why: 'an incident', except: null }, ann)
    if (closing === 'roll-back') {
      await on.clock.until(() => weight() === 0, 60_000)
      expect((await on.ended(b)).ended?.code).toBe(3)
      // A window that closed says nothing of the commit.
      expect((await on.engine.status('shop')).applications[0]?.environments[0]?.takenBack).toBeNull()
      return
    }
    await on.clock.pass(75_000)
    expect(weight()).toBe(ends)
    if (closing === 'finish') return
    await on.engine.policy.thaw({ application: 'shop', id: null }, ann)
    await on.clock.until(() => weight() === 100, 2 * minute)
  })

  it('a canary that cannot widen before closing goes back at once', async () => {
    await first(canary('roll-back'), closes - 3 * minute)
    on.traffic.blind = true
    commit('b', 'a', '2', canary('roll-back'))
    const b = await shipped('b')
    await on.clock.until(() => weight() === 20, minute)
    const view = await on.ended(b)
    expect(view.ended?.code).toBe(3)
    expect(on.clock.now()).toBeLessThan(closes + 10_000)
    expect((await on.rollouts())[0]?.state.cause?.code).toBe('window-closed')
  })
})

describe('freezes and overrides', () => {
  it('hold all but a label, are shown, and end', async () => {
    await first()
    const all = { application: null, until: null, why: 'an election', except: 'fix' }
    await on.engine.policy.freeze(all, ann)
    commit('c', 'a', '3')
    commit('b', 'c', '2')
    const b = await shipped('b')
    await on.clock.pass(30_000)
    expect((await stageOf(b))?.waits[0]?.en).toContain('an election')
    const labelled = await on.engine.ship({
      application: 'shop',
      commit: 'c',
      actor: ann,
      upTo: null,
      labels: ['fix'],
    })
    const c = labelled.kind === 'already-live' ? '' : labelled.candidate
    expect((await on.ended(c)).ended?.code).toBe(0)
    await on.engine.policy.thaw({ application: null, id: null }, ann)
    expect((await on.ended(b)).ended?.code).toBe(0)
    const actions = (await on.engine.ledger(0, 1_000)).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['frozen', 'thawed']))
  })

  it('an override lets one candidate go, and no freeze that came after it', async () => {
    await begins(opens - 20 * minute)
    commit('a', null, '1')
    const a = await shipped('a')
    await on.clock.pass(10_000)
    const asked = await on.engine.policy.asked({ ...here, candidate: null, canary: false })
    const said = (item: string): string =>
      statementText({
        format: 'ecluse-statement/1',
        ...here,
        action: 'override',
        item,
        manifest: asked.manifest ?? 'sha256:',
        loosens: null,
        role: null,
        note: 'a hole in the fence',
        signedAt: asked.now,
        expires: asked.now + asked.expires,
      })
    const give = (item: string) =>
      on.engine.policy.override({ ...here, text: said(item), signature: null, candidate: null }, ann)
    await expect(give('tested')).rejects.toThrow(/not-overridable/)
    expect(asked.overrideSigned).toBe(false)
    expect((await give('calendar')).text.en).toContain('ann overrode calendar for candidate 1')
    expect((await on.ended(a)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeLessThan(opens)
    commit('b', 'a', '2')
    const b = await shipped('b')
    await on.clock.pass(10_000)
    expect((await stageOf(b))?.state).toBe('waiting')
    await on.engine.policy.freeze({ application: 'shop', until: null, why: 'wait', except: null }, ann)
    await on.clock.pass(1_000)
    expect((await on.engine.ledger(0, 1_000)).map(({ action }) => action)).toContain('overridden')
  })
})

describe('what a candidate loosens', () => {
  it('counts from the next release on, and is shown', async () => {
    await first(quick, closes - minute)
    await on.clock.pass(closes + minute - on.clock.now())
    commit('b', 'a', '2', yaml(production('watch: { for: 3s }')))
    const b = await shipped('b')
    await on.clock.pass(30_000)
    const why = await on.engine.why({ ...here, release: null })
    expect(why.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['loosens', 'loosening-unapproved', 'calendar-outside-hours']),
    )
    expect((await stageOf(b))?.state).toBe('waiting')
  })
})

describe('the floor of a server', () => {
  const floor = (text: string | null) => ({ file: '/etc/ecluse/policy.yaml', text, files: {} })

  it('holds what an application would let go, and no application goes under it', async () => {
    const window = 'environments: { "*": { calendar: { time-zone: Etc/UTC, open: Mon-Thu 09:00-09:10 } } }'
    on = await stage(undefined, opens - 2 * minute, floor(window))
    await on.engine.start()
    commit('a', null, '1', yaml(production('watch: { for: 3s }')))
    const a = await shipped('a')
    await on.clock.pass(30_000)
    expect(await stageOf(a)).toMatchObject({ state: 'waiting', earliest: opens })
    expect((await on.ended(a)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeGreaterThanOrEqual(opens)
  })

  it('asks for its own order beside the application’s, and for its train', async () => {
    const order =
      'environments: { production: { after: staging, calendar: { time-zone: Etc/UTC, open: Mon-Thu 09:00-09:10 }, train: { departs: Wed 09:03, cut-off: 1m } }, "*": { after: staging } }'
    on = await stage(undefined, opens + 10_000, floor(order))
    await on.engine.start()
    const file = (more: string) =>
      yaml(
        `  qa: { listen: 127.0.0.1:1, watch: { for: 3s } }\n  staging: { listen: 127.0.0.1:2, watch: { for: 3s } }\n${production(`after: qa, watch: { for: 3s }${more}`)}`,
      )
    commit('a', null, '1', file(''))
    const a = await shipped('a')
    await on.clock.until(async () => {
      const view = await on.engine.candidate(a)
      return view.environments.some(({ name, waits }) => name === 'production' && waits.length > 0)
    }, 5 * minute)
    // A first release waits for staging as the server asks, whatever its own file says; then it goes by itself.
    expect((await on.ended(a)).ended?.code).toBe(0)
    const reached = async () => (await on.rollouts()).toReversed().map(({ environment }) => environment)
    expect((await reached()).indexOf('shop/production')).toBeGreaterThan(
      (await reached()).indexOf('shop/staging'),
    )
    // From then on the server’s train rules, with its cut-off; nobody declares one here.
    commit('b', 'a', '2', file(''))
    const b = await shipped('b')
    await on.clock.pass(30_000)
    expect((await stageOf(b, 'production'))?.waits[0]?.en).toBe('aboard the train of 2023-11-15 09:03')
    const { followed } = await on.ended(b)
    expect((await on.ended(followed ?? b)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeGreaterThanOrEqual(opens + 3 * minute)
  })

  it.each([null, 'environments: { "*": { colour: red } }'])(
    'starts nothing where it cannot be read',
    async (text) => {
      on = await stage(undefined, opens, floor(text))
      await on.engine.start()
      commit('a', null, '1', yaml(production('watch: { for: 3s }')))
      const a = await shipped('a')
      await on.clock.pass(minute)
      expect((await stageOf(a))?.waits[0]?.en).toContain('/etc/ecluse/policy.yaml cannot be read')
    },
  )
})
