import { describe, expect, it } from 'vitest'
import { queueOf } from '../records/environments.ts'
import { evidenceOf } from '../records/releases.ts'
import { ann, overrideUnsigned, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = (more = '') =>
  yaml(production('watch: { for: 3s, keep-previous: 5s }')).replace(
    '{ ready: { path: /ready, within: 10s }  }',
    `{ ready: { path: /ready, within: 10s }, migrations: { folder: db, run: [node, migrate.js]${more} } }`,
  )

const first = 'create table people (id int, name text);'
const here = { application: 'shop', environment: 'production' }
const files = (all: Readonly<Record<string, string>>, api = '1') => ({ api, web: '1', ...all })

const begin = async (): Promise<Stage> => {
  const on = await stage()
  on.commit('a', { config: config(), content: files({ 'db/1.sql': first }) })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(20_000)
  return on
}

const accept = async (on: Stage): Promise<void> => {
  await overrideUnsigned(on, 'production', 'migrations', 'at night')
}

const ranIn = (on: Stage): readonly string[] => on.target.ran.map(({ argv }) => argv.join(' '))
const noted = async (on: Stage): Promise<readonly string[]> =>
  (await evidenceOf(on.records, 'shop', 'shop/production', 'migrated')).map(({ name }) => name).toSorted()

const next = (on: Stage, id: string, all: Readonly<Record<string, string>>, more = '') =>
  on.commit(id, { config: config(more), content: files(all, id), parents: ['a'] })

describe('schema changes', () => {
  it('run once, before the release starts, are in the manifest, and are noted', async () => {
    const on = await begin()
    expect(ranIn(on)).toEqual(['node migrate.js'])
    expect(await noted(on)).toEqual(['api expand 1.sql'])
    next(on, 'b', { 'db/1.sql': first, 'db/2.sql': 'alter table people add column age int' })
    const view = await on.through('b')
    expect(view.ended?.code).toBe(0)
    expect(ranIn(on)).toEqual(['node migrate.js', 'node migrate.js'])
    const told = await on.records
      .selectFrom('events')
      .select('json')
      .where('kind', '=', 'migration-locks')
      .execute()
    expect(told.at(-1)?.json).toContain('unknown, `migrations.database` names no variable')
    expect(await noted(on)).toEqual(['api expand 1.sql', 'api expand 2.sql'])
    const [last] = await on.rollouts()
    expect(last?.plan.wayBack).toBeUndefined()
    expect(last?.context.migrations).toMatchObject([
      { phase: 'expand', files: [{ name: '2.sql' }], class: 'expands' },
    ])
    await on.close()
  })

  it('that break what runs hold until a person accepts, and then nothing turns back by itself', async () => {
    const on = await begin()
    next(on, 'b', { 'db/1.sql': first, 'db/2.sql': 'alter table people rename name to full_name' })
    const shipped = await on.ship('b')
    await on.clock.pass(10_000)
    expect(ranIn(on)).toEqual(['node migrate.js'])
    const why = await on.engine.why({ ...here, release: null })
    const gate = why.gates.find(({ gate: name }) => name === 'migrations')
    expect(gate?.verdict).toMatchObject({ outcome: 'hold', reasons: [{ code: 'migration-breaks' }] })
    expect(gate?.verdict.reasons[0]?.text.en).toContain('api: db/2.sql:1:1 breaks: renames name')
    await accept(on)
    const view = await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(view.ended?.code).toBe(0)
    const [last] = await on.rollouts()
    expect(last?.plan.wayBack).toBe('person')
    await on.close()
  })

  it.each([
    ['edited', { 'db/1.sql': `${first} -- other` }, 'migration-edited'],
    ['missing', { 'db/2.sql': 'create table b (c int)' }, 'migration-missing'],
    ['out of order', { 'db/1.sql': first, 'db/0.sql': 'create table b (c int)' }, 'migration-out-of-order'],
  ])('%s are refused by name', async (_, all, code) => {
    const on = await begin()
    next(on, 'b', all)
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 4, outcome: 'refused' })
    const why = await on.engine.ledger(0, 1_000)
    expect(JSON.stringify(why)).toContain('refused')
    expect(view.ended?.lines.map(({ en }) => en).join('\n')).toMatch(/db\/[012]\.sql/)
    expect(code).toMatch(/^migration-/)
    expect(ranIn(on)).toEqual(['node migrate.js'])
    await on.close()
  })

  it('in a folder where no file stands are refused with its place, before anything is built', async () => {
    const on = await stage()
    await on.engine.start()
    const wrong = config(', contract: { folder: late, run: [node, late.js] }')
    on.commit('a', { config: wrong, content: files({ 'web/db/1.sql': first }) })
    await expect(on.ship('a')).rejects.toMatchObject({
      problems: [
        { code: 'migrations-folder-missing', place: { file: 'ecluse.yaml' } },
        { code: 'migrations-folder-missing', message: { en: expect.stringContaining('`late`') } },
      ],
    })
    on.commit('b', { config: wrong, content: files({ 'db/1.sql': first, 'late/.gitkeep': '' }) })
    expect((await on.through('b')).ended?.code).toBe(0)
    await on.close()
  })

  it('are one job with the release task, which comes after them', async () => {
    const on = await stage()
    const both = config().replace('migrations:', 'before: [node, warm.js], migrations:')
    on.commit('a', { config: both, content: files({ 'db/1.sql': first }) })
    await on.engine.start()
    await on.through('a')
    expect(ranIn(on)).toEqual(['node migrate.js'])
    await on.close()
  })

  it('that only contract run once the release before is gone, and are noted', async () => {
    const on = await begin()
    const contract = ', contract: { folder: after, run: [node, contract.js] }'
    next(on, 'b', { 'db/1.sql': first, 'after/2.sql': 'alter table people drop column name' }, contract)
    expect((await on.through('b')).ended?.code).toBe(0)
    expect(ranIn(on)).not.toContain('node contract.js')
    await on.clock.pass(90_000)
    expect(ranIn(on).filter((one) => one === 'node contract.js')).toHaveLength(1)
    expect(await noted(on)).toEqual(['api contract 2.sql', 'api expand 1.sql'])
    expect(Object.keys(on.target.values()).filter((key) => key.includes('/api/'))).toHaveLength(1)
    await on.close()
  })

  it('never contract what an older release needs again', async () => {
    const on = await begin()
    const contract = ', contract: { folder: after, run: [node, contract.js] }'
    next(on, 'b', { 'db/1.sql': first, 'after/2.sql': 'alter table people drop column name' }, contract)
    await on.through('b')
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    await on.clock.pass(120_000)
    expect(ranIn(on)).not.toContain('node contract.js')
    expect((await on.rollouts())[0]).toMatchObject({ kind: 'rollback', outcome: 'done' })
    await on.close()
  })

  it('accepted without a way back are held where they regress: each promote leads one step further, a rollback takes all back', async () => {
    const on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
    const canary =
      'strategy: { canary: { steps: [20%, 50%], at-least: 5s, at-most: 60s } }, watch: { for: 30s }'
    const slow = config().replace('watch: { for: 3s, keep-previous: 5s }', canary)
    on.commit('a', { config: slow, content: files({ 'db/1.sql': first }) })
    await on.engine.start()
    await on.through('a')
    const breaks = { 'db/1.sql': first, 'db/2.sql': 'alter table people drop column name' }
    on.commit('b', { config: slow, content: files(breaks, 'bad'), parents: ['a'] })
    const view = await on.ship('b')
    const id = view.kind === 'already-live' ? '' : view.candidate
    await on.clock.until(async () => (await queueOf(on.records, 'shop/production'))[0]?.verdict != null)
    await accept(on)
    const weight = () => on.router.splits.get('shop/production')?.weight
    const isHeldAt = async (share: number) => {
      const [live] = await on.rollouts()
      return weight() === share && live?.state.awaits !== undefined && live.state.phase === 'observing'
    }
    for (const share of [20, 50, 100]) {
      await on.clock.until(() => isHeldAt(share))
      const said = (await on.engine.why({ ...here, release: null })).lines.map(({ en }) => en).join('\n')
      expect(said).toContain('waits for a person: ecluse rollback')
      expect(said).not.toContain('forecast: ')
      await on.clock.pass(70_000)
      expect(weight()).toBe(share)
      if (share < 100) await on.engine.command(here, 'promote', ann)
    }
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    expect(await on.ended(id)).toMatchObject({ ended: { code: 3, outcome: 'rolled-back' } })
    expect(weight()).toBe(0)
    await on.close()
  })
})
