import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { evidenceOf } from '../records/releases.ts'
import { ann, overrideUnsigned, production, type Stage, stage, yaml } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }
const config = (contract: string | null = null, how = '') =>
  yaml(production(`watch: { for: 3s, keep-previous: 5s }${how}`)).replace(
    '{ ready: { path: /ready, within: 10s }  }',
    `{ ready: { path: /ready, within: 10s }, migrations: { folder: db, run: [node, migrate.js]${contract === null ? '' : `, contract: ${contract}`} } }`,
  )
const first = 'create table people (id int, name text);'
const contracts = '{ folder: after, run: [node, contract.js] }'

let on: Stage
beforeEach(async () => {
  on = await stage()
  next('a', { 'db/1.sql': first })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(20_000)
})
afterEach(() => on.close())

const next = (id: string, all: Readonly<Record<string, string>>, file = config(), parents: string[] = []) =>
  on.commit(id, { config: file, content: { api: id, web: '1', ...all }, parents })

const back = (to: number | null = null) => on.engine.rollback({ ...here, to, why: null }, ann)
const problemOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ProblemError ? error.problems[0] : null
}

/** A person lets the gate of schema changes pass. */
const accept = async (): Promise<void> => {
  await overrideUnsigned(on, 'production', 'migrations', 'at night')
}

describe('a way back past a contraction', () => {
  it('is open until it runs, then refused by name, with what ran, since when and what to do', async () => {
    next(
      'b',
      { 'db/1.sql': first, 'after/2.sql': 'alter table people drop column name' },
      config(contracts),
      ['a'],
    )
    expect((await on.through('b')).ended?.code).toBe(0)
    const before = await on.engine.rollbackPlan(here, null)
    expect(before).toMatchObject({ contracts: ['api'], to: { release: 1 } })
    expect(before.gone).toBeUndefined()
    await on.clock.pass(90_000)
    const problem = await problemOf(back())
    expect(problem).toMatchObject({ code: 'way-back-gone', kind: 'refused' })
    expect(problem?.message.en).toMatch(
      /release 1 can no longer run in production.*unsafe: api 2\.sql \(ran with release 2, 2023-11-14T.*, contracts\): after\/2\.sql:1:1/,
    )
    expect(problem?.message.fr).toMatch(/ne peut plus fonctionner .*exécutée avec la version 2/)
    expect(problem?.todo?.en).toContain('ship a fix')
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'ship', release: 2 })
    // By number and as the plan: the same.
    expect((await problemOf(back(1)))?.code).toBe('way-back-gone')
    expect(await on.engine.rollbackPlan(here, null)).toMatchObject({ gone: true })
    const why = await on.engine.why({ ...here, release: null })
    expect(why.wayBack?.text.en).toMatch(/^no way back: release 1 can no longer run on this database/)
    // The fix can ship at once, and it can be taken back to what knows the contraction.
    const known = { 'db/1.sql': first, 'after/2.sql': 'alter table people drop column name' }
    next('c', known, config(contracts), ['b'])
    expect((await on.through('c')).ended?.code).toBe(0)
    await back()
    await on.clock.until(async () => (await on.rollouts())[0]?.outcome === 'done')
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'rollback', release: 2 })
    // And one further stays impossible.
    expect((await problemOf(back()))?.code).toBe('way-back-gone')
  })

  it('of a command whose files nobody reads is refused, too', async () => {
    next('b', { 'db/1.sql': first }, config('{ run: [node, contract.js] }'), ['a'])
    await on.through('b')
    await on.clock.pass(90_000)
    expect((await problemOf(back()))?.message.en).toMatch(/unsafe: api \(ran with release 2, .*contracts\)/)
  })

  it('is refused while it runs, before anybody knows what it took away', async () => {
    next(
      'b',
      { 'db/1.sql': first, 'after/2.sql': 'alter table people drop column name' },
      config('{ folder: after, run: [node, contract.js, runs] }'),
      ['a'],
    )
    await on.through('b')
    await on.clock.until(() => on.target.ran.some(({ argv }) => argv.includes('contract.js')))
    expect((await problemOf(back()))?.message.en).toContain('the contraction of api has begun')
  })
})

describe('a way back past what a person accepted', () => {
  it('is a person’s while it is rolled out, and none once it is out', async () => {
    next('b', { 'db/1.sql': first, 'db/2.sql': 'alter table people rename name to full_name' }, config(), [
      'a',
    ])
    const shipped = await on.ship('b')
    await on.clock.pass(5_000)
    const waiting = await on.engine.why({ ...here, release: null })
    expect(waiting.wayBack?.plan).toMatchObject({ wayBack: 'person', to: { release: 1 } })
    expect(waiting.wayBack?.text.en).toMatch(/way back: to release 1.*1 unsafe.*by a person alone$/)
    await accept()
    await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(await problemOf(back())).toMatchObject({ code: 'way-back-gone' })
  })
})

describe('the plan of the way back', () => {
  it('is kept before each release starts: a first one, an ordinary one, and a way back itself', async () => {
    const [only] = await on.rollouts()
    const of = async (rollout: typeof only) =>
      (await evidenceOf(on.records, 'shop', rollout?.context.new.manifest ?? '', 'rollback-plan')).map(
        ({ verdict }) => verdict.reasons[0]?.values?.['rollout'],
      )
    expect(await of(only)).toEqual([only?.id])
    next('b', { 'db/1.sql': first, 'db/2.sql': 'alter table people add column age int' }, config(), ['a'])
    await on.through('b')
    expect((await on.engine.why({ ...here, release: 2 })).wayBack).toMatchObject({
      plan: {
        from: { release: 2 },
        to: { release: 1 },
        migrations: [{ file: '2.sql', is: 'safe', ran: true }],
      },
    })
    const [second] = await on.rollouts()
    await back()
    const live = await on.engine.why({ ...here, release: null })
    expect(live.wayBack?.plan).toMatchObject({ from: { release: 2 }, to: { release: 1 } })
    await on.clock.until(async () => (await on.rollouts())[0]?.outcome === 'done')
    const [third] = await on.rollouts()
    expect(third).toMatchObject({ kind: 'rollback', release: 1 })
    // Both are kept of the release that was left: as it was written before it began, and before it was left.
    expect((await of(second)).toSorted()).toEqual([second?.id, third?.id].toSorted())
    const planned = (await on.engine.ledger(0, 1_000)).filter(({ action }) => action === 'rollback-planned')
    expect(planned.map(({ subject }) => subject.rollout)).toEqual([only?.id, second?.id, third?.id])
    const started = (await on.engine.ledger(0, 1_000)).find(({ action }) => action === 'rollback-started')
    expect(planned.at(-1)?.seq).toBe((started?.seq ?? 0) + 1)
  })
})

describe('a release older than those that are kept', () => {
  it('goes back as a candidate, also over schema changes that it stands', async () => {
    const file = config(null, ', keep-releases: 1')
    const second = 'alter table people add column age int'
    const third = 'alter table people add column born date'
    next('b', { 'db/1.sql': first, 'db/2.sql': second }, file, ['a'])
    await on.through('b')
    next('c', { 'db/1.sql': first, 'db/2.sql': second, 'db/3.sql': third }, file, ['b'])
    await on.through('c')
    next('d', { 'db/1.sql': first, 'db/2.sql': second, 'db/3.sql': third }, file, ['c'])
    await on.through('d')
    const done = await back(2)
    expect(done.candidate).toBeDefined()
    expect((await on.ended(done.candidate ?? '')).ended).toMatchObject({ code: 0 })
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'ship', outcome: 'done' })
    expect((await on.rollouts())[0]?.context.new.commit).toBe('b')
  })
})
