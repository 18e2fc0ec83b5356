import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../notices/pace.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { entriesAfter } from '../records/ledger.ts'
import { countWaiting, type NewLetter, putLetter, receiverState } from '../records/outbox.ts'
import {
  ann,
  approveUnsigned,
  overrideUnsigned,
  production,
  type Stage,
  stage,
  yaml,
} from './engine.fixture.ts'
import { fakeNotifiers, type Heard, later, tellBy } from './telling.fixture.ts'

const file = (notify: string, how?: string): string =>
  `${yaml(production(how ?? 'watch: { for: 3s }'))}
secrets: { CHANNEL: { file: /etc/channel }, OTHER: { file: /etc/other }, HOOK: set, SENT: { environment: THEIRS } }
${notify}`

const ring = keyRing(['pam'])
afterAll(() => ring.clean())

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.given.set('/etc/channel', 'https://channel.example')
  on.given.set('/etc/other', 'https://other.example')
})
afterEach(() => on.close())

const commit = (id: string, notify: string, api = id, how?: string) =>
  on.commit(id, {
    config: file(notify, how),
    content: { api, web: '1' },
    parents: id === 'a' ? [] : [String.fromCharCode(id.charCodeAt(0) - 1)],
  })

const taken = { kind: 'taken' } as const
const toChannel = 'notify: [{ kind: slack, to: CHANNEL }]'
const events = (heard: readonly Heard[], to = 'https://channel.example') =>
  heard.filter((one) => one.to === to).map(({ event }) => event)
const actions = async () => (await entriesAfter(on.records, 0, 10_000)).map(({ action }) => action)

const where = { application: 'shop', environment: 'production' }

describe('what happened is told', () => {
  it('of a release: started, every step, done; once each, in order, in both languages', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    commit('a', toChannel)
    await on.through('a')
    await on.clock.pass(10_000)
    expect(events(heard)).toEqual(['started', 'step', 'done'])
    expect(heard.at(-1)?.subject).toContain('shop production 1: done / terminé')
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length)
    expect(heard.every(({ again }) => !again)).toBe(true)
  })

  it('by the rules of the release that runs, and by its own besides: nobody is silenced', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    commit('a', toChannel)
    await on.through('a')
    commit('b', 'notify: [{ kind: teams, to: OTHER, events: [done] }]')
    await on.ship('b')
    // Whom it takes out is a rule of the policy in force: nobody is dropped unseen.
    await on.clock.until(() => heard.some(({ event }) => event === 'waiting'))
    expect(heard.at(-1)?.text).toContain('an administrator has to approve it')
    const { loosened } = await on.engine.policy.asked({ ...where, candidate: null, canary: false })
    expect(loosened).toEqual([
      {
        key: 'notify.slack.CHANNEL',
        old: { en: 'all events', fr: 'tous les événements' },
        new: { en: 'nobody', fr: 'personne' },
      },
    ])
    await approveUnsigned(on, 'production')
    await on.clock.until(() => events(heard, 'https://other.example').includes('done'))
    await on.clock.pass(10_000)
    expect(events(heard).filter((one) => one === 'done')).toHaveLength(2)
    expect(events(heard, 'https://other.example')).toEqual(['done'])
    commit('c', 'notify: [{ kind: teams, to: OTHER, events: [done] }]')
    await on.through('c')
    await on.clock.pass(10_000)
    expect(events(heard).filter((one) => one === 'done')).toHaveLength(2)
    expect(events(heard, 'https://other.example')).toEqual(['done', 'done'])
  })

  it('of a way back, a freeze and an override; each person of GC Notify gets one', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    const gc =
      'notify: [{ kind: gc-notify, to: CHANNEL, template: f33517ff-2a88-4f6e-b855-c550268ce08a, recipients: [a@b.ca, c@d.ca], events: [rolled-back, freeze, override] }]'
    for (const id of ['a', 'b']) {
      commit(id, gc)
      await on.through(id)
    }
    await on.engine.rollback({ ...where, to: null, why: 'it is odd' }, ann)
    await on.clock.until(() => heard.some(({ event }) => event === 'rolled-back'))
    await on.clock.pass(1_000)
    expect(heard.map(({ recipients }) => recipients)).toEqual([['a@b.ca'], ['c@d.ca']])
    expect(heard[0]?.id).toBe(heard[1]?.id)
    await on.engine.policy.freeze({ application: null, until: null, why: 'election', except: null }, ann)
    await on.clock.until(() => heard.some(({ event }) => event === 'freeze'))
    await on.clock.pass(1_000)
    expect(heard.filter(({ event }) => event === 'freeze')).toHaveLength(2)
    expect(heard.find(({ event }) => event === 'freeze')?.text).toContain('election')
    commit('c', gc)
    await on.ship('c')
    await on.clock.pass(10_000)
    await overrideUnsigned(on, 'production', 'calendar', 'a hole in the fence')
    await on.clock.until(() => heard.some(({ event }) => event === 'override'))
    expect(heard.find(({ event }) => event === 'override')?.text).toContain('a hole in the fence')
  })

  it('of the judge’s verdict, before what comes of it', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    const canary =
      'strategy: { canary: { steps: [20%], at-least: 2s, at-most: 60s } }, watch: { for: 5s }, judge: { profile: fast }'
    commit('a', toChannel, 'a', canary)
    await on.through('a')
    await on.clock.pass(20_000)
    const before = heard.length
    commit('b', toChannel, 'bad', canary)
    await on.through('b')
    await on.clock.pass(10_000)
    expect(events(heard.slice(before))).toEqual(['started', 'step', 'verdict', 'step', 'rolled-back'])
    const verdict = heard.find(({ event }) => event === 'verdict')
    expect(verdict?.text).toMatch(/evidence [\d,]+x, needed 100x/)
    expect(verdict?.text).toMatch(/preuve de [\d\u00a0\u202f]+ contre 1, il en faut 100/)
  })

  it('to whom it waits for: the role that can answer, once', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    const roles = `notify:
  - { kind: slack, to: CHANNEL, role: product-manager, events: [waiting] }
  - { kind: slack, to: OTHER, role: designer, events: [waiting] }`
    const how =
      'watch: { for: 3s }, approvals: { product-manager: 1, not-the-author: false }, approvers: approvers'
    const approvers = `${ring.line('pam', 'product-manager')}\n`
    on.commit('a', { config: file(roles, how), content: { api: '1', web: '1', approvers } })
    await on.engine.ship({ application: 'shop', commit: 'a', actor: ann, upTo: null })
    await on.clock.until(() => heard.length > 0)
    await on.clock.pass(60_000)
    expect(heard.map(({ to, event }) => `${event} ${to}`)).toEqual(['waiting https://channel.example'])
    expect(heard[0]?.text).toMatch(/product-manager/)
  })
})

describe('a receiver that is deaf', () => {
  it('delays no rollout, is said once, and gets everything in order when it hears again', async () => {
    let mood: 'deaf' | 'well' = 'deaf'
    const { heard, notifiers } = fakeNotifiers(() => (mood === 'deaf' ? later : taken))
    await tellBy(on, notifiers)
    commit('a', toChannel)
    await on.through('a')
    commit('b', toChannel)
    await on.through('b')
    await on.clock.pass(3_600_000)
    // An hour of 500: a few attempts of the first message alone, ever more seldom.
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1)
    expect(heard.length).toBeLessThan(20)
    expect((await actions()).filter((one) => one === 'receiver-deaf')).toHaveLength(1)
    const [deaf] = (await on.engine.status('shop')).applications[0]?.deaf ?? []
    expect(deaf).toMatchObject({ kind: 'slack', to: 'CHANNEL', waiting: 6, why: { en: 'it answered 500' } })
    mood = 'well'
    const before = heard.length
    await on.clock.pass(1_200_000)
    expect(events(heard.slice(before))).toEqual(['started', 'step', 'done', 'started', 'step', 'done'])
    expect((await actions()).filter((one) => one === 'receiver-hears')).toHaveLength(1)
    expect((await on.engine.status('shop')).applications[0]?.deaf).toBeUndefined()
  })

  it('keeps no other from hearing, even where it never answers', async () => {
    const { heard, notifiers } = fakeNotifiers(({ to }) => (to.includes('other') ? 'never' : taken))
    await tellBy(on, notifiers)
    commit('a', 'notify: [{ kind: teams, to: OTHER }, { kind: slack, to: CHANNEL }]')
    await on.through('a')
    await on.clock.pass(120_000)
    expect(events(heard)).toEqual(['started', 'step', 'done'])
  })

  it('says what secret it misses, and hears once a person sets it: nothing is shipped', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    commit('a', 'notify: [{ kind: slack, to: HOOK, events: [done] }]')
    await on.through('a')
    await on.clock.pass(60_000)
    expect(heard).toEqual([])
    const where = { application: 'shop', environment: 'production' }
    const set = await on.engine.secrets.set(
      { ...where, component: null, name: 'HOOK', value: 'https://hook.example', later: false },
      ann,
    )
    expect(set.candidate).toBeNull()
    await on.clock.pass(120_000)
    expect(events(heard, 'https://hook.example')).toEqual(['done'])
    expect(JSON.stringify(await entriesAfter(on.records, 0, 10_000))).not.toContain('hook.example')
  })

  it('has what came with the ship', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    commit('a', 'notify: [{ kind: slack, to: SENT, events: [done] }]')
    const environment = { THEIRS: 'https://sent.example' }
    const shipped = await on.engine.ship({
      application: 'shop',
      commit: 'a',
      actor: ann,
      upTo: null,
      environment,
    })
    if (shipped.kind !== 'already-live') await on.ended(shipped.candidate)
    await on.clock.pass(5_000)
    expect(events(heard, 'https://sent.example')).toEqual(['done'])
  })
})

describe('nothing is lost or told twice', () => {
  it('through a kill between sending and its record: the same id, marked as sent before', async () => {
    const { heard, notifiers } = fakeNotifiers(() => (heard.length === 1 ? 'never' : taken))
    await tellBy(on, notifiers)
    commit('a', toChannel)
    await on.engine.ship({ application: 'shop', commit: 'a', actor: ann, upTo: null })
    await on.clock.until(() => heard.length === 1)
    await on.restart()
    await on.clock.until(() => events(heard).includes('done'))
    expect(heard[1]).toMatchObject({ id: heard[0]?.id, again: true })
    expect(events(heard)).toEqual(['started', 'started', 'step', 'done'])
  })

  it('through kills after every write', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await tellBy(on, notifiers)
    commit('a', toChannel)
    await on.engine.ship({ application: 'shop', commit: 'a', actor: ann, upTo: null })
    for (let life = 1; life < 40; life += 1) {
      await on.restart(3)
      await on.clock.pass(2_500)
    }
    await on.restart()
    await on.clock.pass(120_000)
    const ids = heard.map(({ id }) => id)
    const fresh = heard.filter(({ id }, index) => ids.indexOf(id) === index)
    expect(events(fresh)).toEqual(['started', 'step', 'done'])
    // Told again only with the mark that it may have arrived.
    for (const [index, one] of heard.entries()) expect(one.again).toBe(ids.indexOf(one.id) < index)
  }, 60_000)

  const letterAt = (id: string, at: number): NewLetter => ({
    notice: {
      id,
      at,
      event: 'done',
      application: 'shop',
      environment: 'production',
      release: 1,
      text: { en: 'x', fr: 'y' },
      lines: [],
      roles: [],
      alarm: false,
      zone: null,
    },
    recipient: '',
    environment: 'shop/production',
    candidate: null,
    config: { kind: 'slack', to: 'CHANNEL', events: ['done'], first: 'en' },
    sources: { CHANNEL: { from: 'file', file: '/etc/channel' } },
  })
  const key = 'shop/production slack CHANNEL'
  const dropped = async () => (await receiverState(on.records, key, 'shop/production')).dropped

  it('is bounded: of what nobody takes the oldest is left out, and counted', async () => {
    for (let index = 0; index < 30; index += 1) {
      const letter = letterAt(`ecluse-${index}`, on.clock.now())
      await putLetter(on.records, letter, 20)
      await putLetter(on.records, letter, 20)
    }
    expect(await countWaiting(on.records, key)).toBe(20)
    expect(await dropped()).toBe(10)
    await on.engine.start()
  })

  it('is left out after three days, and what came later is told', async () => {
    const { heard, notifiers } = fakeNotifiers(() => taken)
    await putLetter(on.records, letterAt('ecluse-old', on.clock.now() - limits.age - 1), 20)
    await putLetter(on.records, letterAt('ecluse-new', on.clock.now()), 20)
    await tellBy(on, notifiers)
    await on.clock.until(() => heard.length > 0)
    await on.clock.pass(1_000)
    expect(heard.map(({ id }) => id)).toEqual(['ecluse-new'])
    expect(await dropped()).toBe(1)
  })

  it('is refused by its receiver, and keeps no other from being told', async () => {
    const { heard, notifiers } = fakeNotifiers((_, { id }) =>
      id === 'ecluse-1' ? { kind: 'refused', why: { en: 'too long', fr: 'trop long' } } : taken,
    )
    await putLetter(on.records, letterAt('ecluse-1', on.clock.now()), 20)
    await putLetter(on.records, letterAt('ecluse-2', on.clock.now()), 20)
    await tellBy(on, notifiers)
    await on.clock.until(() => heard.length === 2)
    await on.clock.pass(1_500_000)
    expect(heard.map(({ id }) => id).toSorted()).toEqual(['ecluse-1', 'ecluse-1', 'ecluse-2'])
  })
})

it('a test goes to every receiver at once, and says what each answered', async () => {
  const { heard, notifiers } = fakeNotifiers(({ to }) => (to.includes('other') ? later : taken))
  await tellBy(on, notifiers)
  commit(
    'a',
    'notify: [{ kind: slack, to: CHANNEL, events: [done] }, { kind: teams, to: OTHER, environment: production, events: [freeze] }, { kind: slack, to: HOOK, events: [freeze] }]',
  )
  await on.through('a')
  await on.clock.pass(2_000)
  const where = { application: 'shop', environment: null }
  const { receivers, text } = await on.engine.notify.test(where, ann)
  expect(receivers.map(({ kind, to, taken: yes }) => `${kind} ${to} ${yes}`)).toEqual([
    'slack CHANNEL true',
    'teams OTHER false',
    'slack HOOK false',
  ])
  expect(text.en).toBe('1 of 3 receivers took the test')
  expect(receivers[2]?.why?.en).toContain('has no value')
  expect(heard.filter(({ event }) => event === 'test')).toHaveLength(2)
  const view = await on.engine.notify.view(where)
  expect(view.receivers.map(({ to, release, takenAt }) => [to, release, takenAt !== null])).toEqual([
    ['CHANNEL', 1, true],
    ['OTHER', 1, false],
    ['HOOK', 1, false],
  ])
})
