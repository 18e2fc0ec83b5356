import { describe, expect, it } from 'vitest'
import type { QuestionSpec } from '../ports/target.ts'
import { evidenceOf } from '../records/releases.ts'
import { ann, overrideUnsigned, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = (sql = '[print]', how = 'watch: { for: 3s, keep-previous: 5s }') =>
  yaml(production(how)).replace(
    '{ ready: { path: /ready, within: 10s }  }',
    `{ ready: { path: /ready, within: 10s }, migrations: { sql: ${sql}, run: [migrate] }, secrets: { URL: { file: /url }, KEY: { file: /key } } }`,
  )

const here = { application: 'shop', environment: 'production' }
const table = 'create table people (id int, name text);'
const renames = '-- the framework says\nalter table people rename name to full_name;'

const begin = async (more: { sql?: string; of?: (question: QuestionSpec) => string | null } = {}) => {
  const on = await stage()
  on.given.set('/url', 'postgres://secret').set('/key', 'signing')
  on.target.answers.of = more.of ?? (({ variables }) => (variables['ECLUSE_FROM'] === '' ? table : '-- none'))
  on.commit('a', { config: config(more.sql), content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(20_000)
  return on
}

const next = (on: Stage, id: string, api = id, parents: readonly string[] = ['a']) =>
  on.commit(id, { config: config(), content: { api, web: id }, parents })

const asked = (on: Stage) =>
  on.target.asked.map(({ variables }) => `${variables['ECLUSE_FROM']}..${variables['ECLUSE_TO']}`)
const noted = async (on: Stage) =>
  (await evidenceOf(on.records, 'shop', 'shop/production', 'migrated')).map(({ name }) => name).toSorted()
const gate = async (on: Stage) =>
  (await on.engine.why({ ...here, release: null })).gates.find(({ gate: name }) => name === 'migrations')

/** Ships it, and lets time pass until its gate of migrations says something of this kind. */
const until = async (on: Stage, id: string, code: string) => {
  const shipped = await on.ship(id)
  await on.clock.until(async () => (await gate(on))?.verdict.reasons[0]?.code === code)
  return shipped.kind === 'already-live' ? '' : shipped.candidate
}

const accept = async (on: Stage): Promise<void> => {
  await overrideUnsigned(on, 'production', 'migrations', 'at night')
}

describe('schema changes that a command prints', () => {
  it('are asked for from nothing at first, then between what runs and what comes, once', async () => {
    const on = await begin()
    expect(asked(on)).toEqual(['..a'])
    expect(on.target.asked[0]).toMatchObject({
      run: ['print'],
      sources: { ECLUSE_FROM_FOLDER: null, ECLUSE_TO_FOLDER: 'a' },
      revision: { secrets: {}, keep: [], needs: {} },
    })
    expect(on.target.cleaned).toContain(on.target.asked[0]?.revision.key)
    expect(await noted(on)).toEqual(['api sql ..a.sql'])
    on.target.answers.of = () => 'alter table people add column age int'
    next(on, 'b')
    await on.restart()
    expect((await on.through('b')).ended?.code).toBe(0)
    expect(asked(on)).toEqual(['..a', 'a..b'])
    expect(await noted(on)).toEqual(['api sql ..a.sql', 'api sql a..b.sql'])
    const [last] = await on.rollouts()
    expect(last?.context.migrations).toMatchObject([
      { phase: 'expand', files: [{ name: 'a..b.sql' }], class: 'expands' },
    ])
    const plan = await on.engine.rollback({ ...here, to: null, why: null }, ann)
    expect(plan).toBeDefined()
    await on.close()
  })

  it('that a command prints from nothing all the same are not taken for new', async () => {
    const on = await begin()
    on.target.answers.of = () => `${table}\nalter table people drop column name;`
    next(on, 'b')
    await until(on, 'b', 'migration-breaks')
    expect((await gate(on))?.verdict.reasons[0]?.text.en).toContain('a..b.sql:2:1 breaks')
    await on.close()
  })

  it('of a component that is new are asked for since what runs: it may have taken the database over', async () => {
    const on = await stage()
    const bare = yaml(production('watch: { for: 3s, keep-previous: 5s }'))
      .replace(/ {2}api: .*\n/, '')
      .replace('[api]', '[]')
    on.commit('a', { config: bare, content: { web: '1' } })
    on.given.set('/url', 'a').set('/key', 'b')
    await on.engine.start()
    expect((await on.through('a')).ended?.code).toBe(0)
    next(on, 'b')
    expect((await on.through('b')).ended?.code).toBe(0)
    expect(asked(on)).toEqual(['a..b'])
    await on.close()
  })

  it('are not asked for where the image is the same', async () => {
    const on = await begin()
    next(on, 'b', '1')
    expect((await on.through('b')).ended?.code).toBe(0)
    expect(asked(on)).toEqual(['..a'])
    await on.close()
  })

  it('that break what runs hold until a person accepts, and stand in the plan of the way back', async () => {
    const on = await begin()
    on.target.answers.of = () => renames
    next(on, 'b')
    const id = await until(on, 'b', 'migration-breaks')
    const [reason] = (await gate(on))?.verdict.reasons ?? []
    expect(reason?.text.en).toMatch(/^api: a\.\.b\.sql:2:1 breaks: renames name.*: alter table people rename/)
    expect(reason?.change?.en).toContain('ecluse override migrations')
    await accept(on)
    expect((await on.ended(id)).ended?.code).toBe(0)
    expect((await on.rollouts())[0]?.plan.wayBack).toBe('person')
    const plan = await on.engine.rollbackPlan(here, null)
    expect(plan.migrations).toMatchObject([{ component: 'api', file: 'a..b.sql', is: 'unsafe', ran: true }])
    await on.close()
  })

  it.each([
    ['a command that fails', null, 3, 'ended with 3: “no such column”'],
    ['silence', ' \n', 0, 'printed nothing; where nothing changes'],
    ['too much', null, 0, 'more than 1 MiB'],
    ['what is no SQL', 'Everything is in sync!', 0, 'is not understood'],
  ])('%s counts as breaks, and says why', async (_, text, code, why) => {
    const on = await begin()
    on.target.answers.of = () => text
    on.target.onceTakes.code = code
    next(on, 'b')
    await until(on, 'b', 'migration-unknown')
    expect((await gate(on))?.verdict.outcome).toBe('hold')
    expect((await gate(on))?.verdict.reasons[0]?.text.en).toContain(why)
    await on.close()
  })

  it('of SQLite take no lock that anybody could be told of', async () => {
    const on = await stage()
    const sqlite = config().replace('run: [migrate]', 'run: [migrate], dialect: sqlite')
    on.given.set('/url', 'a').set('/key', 'b')
    on.target.answers.of = () => table
    on.commit('a', { config: sqlite, content: { api: '1', web: '1' } })
    await on.engine.start()
    expect((await on.through('a')).ended?.code).toBe(0)
    const told = await on.records.selectFrom('events').select('kind').execute()
    expect(told.map(({ kind }) => kind)).not.toContain('migration-locks')
    await on.close()
  })

  it('are asked again after a failure, and go on by themselves', async () => {
    const on = await begin()
    on.target.onceTakes.code = 1
    next(on, 'b')
    const id = await until(on, 'b', 'migration-unknown')
    on.target.onceTakes.code = 0
    expect((await on.ended(id)).ended?.code).toBe(0)
    expect(on.target.asked.map((one) => one.id)).toEqual(['sql-1', 'sql-1', 'sql-2'])
    await on.close()
  })

  it('are accepted unread, too: then nothing turns back by itself', async () => {
    const on = await begin()
    on.target.onceTakes.code = 1
    next(on, 'b')
    const id = await until(on, 'b', 'migration-unknown')
    await accept(on)
    expect((await on.ended(id)).ended?.code).toBe(0)
    const [last] = await on.rollouts()
    expect(last?.plan.wayBack).toBe('person')
    expect(last?.context.migrations).toMatchObject([{ class: 'unknown', files: [{ name: 'a..b.sql' }] }])
    await on.close()
  })

  it('of a first release hold nobody up', async () => {
    const on = await begin({ of: () => null })
    expect((await on.rollouts())[0]?.outcome).toBe('done')
    await on.close()
  })

  it('are printed with the secrets that are named, and no other', async () => {
    const on = await begin({ sql: '{ run: [print], secrets: [URL] }' })
    expect(Object.keys(on.target.asked[0]?.revision.secrets ?? {})).toEqual(['URL'])
    await on.close()
  })

  it('are asked for of the newest that waits, and not of what it contains', async () => {
    const on = await begin()
    on.target.onceTakes.time = 10_000
    next(on, 'b')
    next(on, 'c', 'c', ['b'])
    await on.ship('b')
    expect((await on.through('c')).ended?.code).toBe(0)
    expect(asked(on).at(-1)).toBe('a..c')
    await on.close()
  })
})
