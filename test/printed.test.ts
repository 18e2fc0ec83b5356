import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, makeRepository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

/** A framework of a few lines: its schema is code, and it prints what lies between two folders of it. */
const framework = {
  'print.js': `
const { appendFileSync, existsSync } = require('node:fs')
const { FROM, TO, FROM_FOLDER, TO_FOLDER } = Object.fromEntries(
  Object.entries(process.env).map(([name, value]) => [name.replace('ECLUSE_', ''), value]),
)
if (process.env.TOKEN !== undefined || existsSync('data')) throw new Error('it was given too much')
const at = (folder) => (existsSync(folder + '/schema.json') ? require(folder + '/schema.json') : [])
appendFileSync(process.env.ASKED, FROM.slice(0, 7) + '..' + TO.slice(0, 7) + '\\n')
console.error('noise')
console.log('-- what changes')
for (const sql of at(TO_FOLDER).slice(at(FROM_FOLDER).length)) console.log(sql + ';')
`,
  'migrate.js': `
const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync('data/app.db')
const { user_version: done } = database.prepare('pragma user_version').get()
const all = require('./schema.json')
for (const sql of all.slice(done)) database.exec(sql)
database.exec('pragma user_version = ' + all.length)
`,
}

const breaks =
  /gate migrations: on hold web: [0-9a-f]{7}\.\.[0-9a-f]{7}\.sql:2:1 breaks: takes name away.*: alter table people drop column name/

describe('schema changes that a framework prints', () => {
  const system = new System()
  let repository: ReturnType<typeof makeRepository>
  const asked = join(system.scratch, 'asked')
  const schema = ['create table people (id integer primary key, name text)']

  const commit = (message: string, ...more: readonly string[]) => {
    schema.push(...more)
    repository.write({ 'schema.json': JSON.stringify(schema) })
    return repository.commit(message)
  }

  const holds = (): Promise<true> =>
    until('the gate has read it', async () => {
      const { out } = await system.run(repository.folder, ['why'])
      return breaks.test(out.replaceAll(/\s+/g, ' ')) || undefined
    })

  beforeAll(async () => {
    await system.warm()
    repository = makeRepository(join(system.scratch, 'printed'), await freePort(), 'watch: { for: 1s }')
    const token = join(system.scratch, 'token')
    writeFileSync(token, 'a value that is a secret', { mode: 0o600 })
    const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8').replace(
      '    ready:',
      `    keep: { data: shared }
    variables: { ASKED: ${asked} }
    secrets: { TOKEN: { file: ${token} } }
    migrations: { dialect: sqlite, sql: [node, print.js], run: [node, migrate.js] }
    ready:`,
    )
    repository.write({ 'ecluse.yaml': config, ...framework })
    repository.version('one')
  }, 120_000)
  afterAll(() => system.end(), 120_000)

  it('are printed from nothing, then between what runs and what comes, and judged', {
    timeout: 240_000,
  }, async () => {
    commit('one')
    const first = await system.expect(0, repository.folder, ['ship'])
    expect(first).toMatch(/the SQL of web was printed: \.\.[0-9a-f]{7}\.sql/)
    commit('two', 'alter table people add column age integer')
    const second = (await system.expect(0, repository.folder, ['ship'])).replaceAll(/\s+/g, ' ')
    expect(second).toContain('migrations crossed: 1 safe, 0 unsafe, 0 unknown')
    commit('three', 'alter table people drop column name')
    await system.expect(0, repository.folder, ['ship', '--detach'])
    await holds()
    const lines = readFileSync(asked, 'utf8').trim().split('\n')
    expect(lines.map((line) => line.replaceAll(/[0-9a-f]{7}/g, 'x'))).toEqual(['..x', 'x..x', 'x..x'])
  })

  it('are not asked for again by a control plane that was killed', { timeout: 240_000 }, async () => {
    const before = readFileSync(asked, 'utf8')
    const pid = await system.waitFor('control-plane')
    process.kill(pid, 'SIGKILL')
    await system.waitFor('control-plane', pid)
    await holds()
    expect(readFileSync(asked, 'utf8')).toBe(before)
  })
})
