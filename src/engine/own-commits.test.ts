import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../manifest/types.ts'
import { environment } from '../records/environments.ts'
import { evidenceOf, kept } from '../records/releases.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const key = 'shop/production'
const withMigrations = (how: string, variables = '') =>
  yaml(production(how)).replace(
    '{ ready: { path: /ready, within: 10s }  }',
    `{ ready: { path: /ready, within: 10s }, migrations: { folder: db, run: [node, migrate.js] }${variables} }`,
  )
const first = 'create table people (id int, name text);'
const second = 'alter table people add column age int'

let on: Stage
beforeEach(async () => {
  on = await stage()
})
afterEach(() => on.close())

const running = async (): Promise<Manifest | null> => {
  const row = await environment(on.records, key)
  return kept<Manifest>(on.records, 'manifests', row?.deployed?.manifest ?? '')
}
const ran = async (): Promise<readonly string[]> =>
  (await evidenceOf(on.records, 'shop', key, 'migrated')).map(({ name }) => name).toSorted()
const asked = async (api: string, web: string) => {
  const view = await on.engine.manifests.ship({
    application: 'shop',
    commit: [api, web].sort().at(-1) ?? '',
    components: { api: { commit: api, version: api }, web: { commit: web, version: web } },
    file: 'v.json',
    backwards: null,
    upTo: null,
    actor: ann,
  })
  return on.ended(view.kind === 'already-live' ? '' : view.candidate)
}

describe('a release of several commits', () => {
  const config = withMigrations('watch: { for: 3s }')
  beforeEach(async () => {
    on.commit('v1', { config, content: { api: '1', web: '1', 'db/1.sql': first }, message: 'feat: people' })
    on.commit('v2', {
      config,
      content: { api: '2', web: '2', 'db/1.sql': first, 'db/2.sql': second },
      parents: ['v1'],
      message: 'feat: ages',
    })
    await on.engine.start()
  })

  it('carries the schema changes that each component has at its own commit', async () => {
    expect((await asked('v1', 'v2')).ended?.code).toBe(0)
    expect((await running())?.migrations.map(({ file }) => file)).toEqual(['1.sql'])
    expect(await ran()).toEqual(['api expand 1.sql'])
    expect((await asked('v2', 'v2')).ended?.code).toBe(0)
    expect(await ran()).toEqual(['api expand 1.sql', 'api expand 2.sql'])
    await on.clock.until(
      async () => (await on.records.selectFrom('notes').selectAll().execute()).length === 2,
    )
    const { notes } = await on.engine.notes.of({ application: 'shop', environment: 'production' }, 2)
    expect(notes.parts.map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual([
      'api v1 v2',
      'web v2 v2',
    ])
    expect(notes.changes.map(({ commit }) => commit)).toEqual(['v2'])
    expect((await on.engine.notes.release('shop', 1)).components).toEqual({ api: 'v1', web: 'v2' })
    const plan = await on.engine.rollbackPlan({ application: 'shop', environment: null }, null)
    expect(plan.migrations).toMatchObject([{ file: '2.sql', is: 'safe', ran: true, since: { release: 2 } }])
  })
})

describe('a train', () => {
  const always = 'calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat }'
  const how = `watch: { for: 3s }, ${always}, train: { departs: [Tue 22:15, Tue 22:18], cut-off: 30s }`
  const carried = async (commit: string) => {
    const shipped = await on.ship(commit)
    const id = shipped.kind === 'already-live' ? '' : shipped.candidate
    await on.clock.until(async () => (await on.engine.candidate(id)).followed !== null)
    return on.ended((await on.engine.candidate(id)).followed ?? '')
  }

  it('leaves what it does not touch as it is: its schema changes, and its section of the file', async () => {
    const config = withMigrations(how)
    on.commit('a', { config, content: { api: '1', web: '1', 'db/1.sql': first } })
    await on.engine.start()
    await on.through('a')
    on.commit('b', {
      config: withMigrations(how, ', variables: { LIMIT: "5" }'),
      content: { api: '2', web: '1', 'db/1.sql': first, 'db/2.sql': second },
      parents: ['a'],
    })
    expect((await carried('b')).ended?.code).toBe(0)
    const api = (await environment(on.records, key))?.deployed?.revisions.find(
      (one) => one.component === 'api',
    )
    on.commit('c', { config, content: { api: '1', web: '3', 'db/1.sql': first }, parents: ['a'] })
    expect((await carried('c')).ended).toMatchObject({ code: 0 })
    const manifest = await running()
    expect(manifest?.components.map(({ name, commit }) => `${name} ${commit}`)).toEqual(['api b', 'web c'])
    expect(manifest?.migrations.map(({ file }) => file)).toEqual(['1.sql', '2.sql'])
    const now = (await environment(on.records, key))?.deployed?.revisions
    expect(now?.find((one) => one.component === 'api')).toMatchObject({
      key: api?.key,
      variables: { LIMIT: '5' },
    })
  })
})
