import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from './application.fixture.ts'
import { hasPostgres, type Postgres, startPostgres } from './postgres.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const example = fileURLToPath(new URL('../examples/appointments', import.meta.url))

describe.skipIf(!hasPostgres)('an application with a database, a worker and a timetable', () => {
  const system = new System()
  const folder = join(system.scratch, 'appointments')
  let postgres: Postgres
  let address: string
  let booking = true
  const booked: string[] = []
  const failures: string[] = []
  let people: readonly Promise<void>[] = []

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })

  const commit = (message: string): void => {
    git('add', '-A')
    git('commit', '-q', '-m', message)
  }

  const edit = (file: string, from: string, to: string): void => {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (!text.includes(from)) throw new Error(`${file} holds no ${from}`)
    writeFileSync(path, text.replaceAll(from, to))
  }

  const book = async (id: string): Promise<void> => {
    const at = new Date(Date.UTC(2026, 11, 1, 15)).toISOString()
    const response = await fetch(`${address}/appointments`, {
      method: 'POST',
      body: JSON.stringify({ id, name: 'Ada', office: 'Ottawa', at }),
    })
    if (response.status === 201) booked.push(id)
    else failures.push(`${response.status} ${await response.text()}`)
  }

  const person = async (number: number): Promise<void> => {
    for (let n = 0; booking; n += 1) {
      await book(`person-${number}-${n}`).catch((error: unknown) => failures.push(String(error)))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  beforeAll(async () => {
    postgres = await startPostgres()
    await system.warm()
    cpSync(example, folder, { recursive: true })
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    git('init', '-q', '-b', 'main')
    edit('ecluse.yaml', '127.0.0.1:8080', `127.0.0.1:${port}`)
    edit('ecluse.yaml', '{ at: "0 3 * * *", time-zone: America/Toronto }', '"* * * * *"')
    edit('ecluse.yaml', 'watch: { for: 5s }', 'watch: { for: 1s }')
    process.env['DATABASE_URL'] = postgres.url
  }, 180_000)

  afterAll(async () => {
    delete process.env['DATABASE_URL']
    booking = false
    await Promise.all(people)
    await system.end()
    await postgres?.stop()
  }, 240_000)

  it('books and reminds', { timeout: 240_000 }, async () => {
    commit('the first version')
    await system.expect(0, folder, ['ship'])
    expect(postgres.query('select name from migrations')).toEqual(['001-appointments.sql'])
    people = [0, 1, 2, 3].map(person)
    await until(
      'everybody who booked is reminded by the first version',
      () =>
        postgres.query("select 1 from appointments where reminded_by = '1.0.0' limit 5").length === 5 ||
        undefined,
      60_000,
    )
  })

  it('takes a new schema, a new web and a new worker while people book: nobody is lost', {
    timeout: 240_000,
  }, async () => {
    writeFileSync(
      join(folder, 'migrations', '002-language.sql'),
      "alter table appointments add column language text not null default 'en';\n",
    )
    edit('version.json', '1.0.0', '2.0.0')
    edit('src/web.js', 'booked_by as "bookedBy"', 'language, booked_by as "bookedBy"')
    commit('appointments have a language')
    const shipped = (await system.expect(0, folder, ['ship'])).replaceAll(/\s+/g, ' ')
    expect(shipped).toContain('migrations crossed: 1 safe, 0 unsafe, 0 unknown')
    // Over within a tenth of a second, they may be gone before anybody looks.
    expect(shipped).toMatch(
      /the migrations of web (?:kept nobody out of a table|took: unknown, they were over)/,
    )
    expect(postgres.query('select name from migrations order by name')).toEqual([
      '001-appointments.sql',
      '002-language.sql',
    ])
    const { appointments } = (await (await fetch(`${address}/appointments`)).json()) as {
      appointments: { language: string }[]
    }
    expect(appointments[0]).toMatchObject({ language: 'en' })
    await until(
      'the new worker reminds',
      () =>
        postgres.query("select 1 from appointments where reminded_by = '2.0.0' limit 1").length === 1 ||
        undefined,
      60_000,
    )
  })

  it('holds a schema that the version which runs does not stand, and says where', {
    timeout: 240_000,
  }, async () => {
    const path = join(folder, 'migrations', '003-names.sql')
    writeFileSync(
      path,
      '-- people have two names\nalter table appointments rename column name to full_name;\n',
    )
    commit('a column has another name')
    const held = await system.run(folder, ['ship', '--timeout', '10s'])
    expect(held.code).toBe(5)
    const why = (await system.expect(0, folder, ['why'])).replaceAll(/\s+/g, ' ')
    expect(why).toContain('web: migrations/003-names.sql:2:1 breaks: renames name')
    expect(why).toContain('ecluse override migrations')
    expect(postgres.query('select name from migrations order by name')).toHaveLength(2)
    rmSync(path)
    commit('it keeps its name')
    await system.expect(0, folder, ['ship'])
    writeFileSync(join(folder, 'migrations', '001-appointments.sql'), '-- other\n')
    commit('history is written anew')
    const refused = await system.run(folder, ['ship'])
    expect(refused.code).toBe(4)
    expect(`${refused.out}${refused.err}`.replaceAll(/\s+/g, ' ')).toContain(
      'migrations/001-appointments.sql was edited after it ran with release 1',
    )
    git('revert', '--no-edit', 'HEAD')
  })

  it('counts by the timetable, and by hand in what is out', { timeout: 240_000 }, async () => {
    await until(
      'the timetable has come, with the new version',
      () => postgres.query("select 1 from digests where made_by = '2.0.0' limit 1").length === 1 || undefined,
      120_000,
    )
    const ran = await system.run(folder, [
      'run',
      'digest',
      '--data',
      system.data,
      '--',
      'node',
      'src/digest.js',
      '--',
    ])
    expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
    expect(ran.out).toMatch(/"message":"counted","version":"2\.0\.0"/)
  })

  it('goes back onto the schema that stays, and everybody is reminded exactly once', {
    timeout: 240_000,
  }, async () => {
    const plan = JSON.parse(await system.expect(0, folder, ['rollback', '--plan', '--to', '1', '--json']))
    expect(plan).toMatchObject({
      to: { release: 1 },
      migrations: [{ component: 'web', file: '002-language.sql', is: 'safe', ran: true }],
    })
    const out = (await system.expect(0, folder, ['rollback', '--to', '1'])).replaceAll(/\s+/g, ' ')
    expect(out).toContain('safe: web 002-language.sql (ran with release 2')
    expect(out).toContain('as its manifest has it: 2 of 2 components, everybody')
    booking = false
    await Promise.all(people)
    expect(failures).toEqual([])
    expect(postgres.query('select count(*) from appointments')).toEqual([String(booked.length)])
    await until(
      'nobody is left out',
      () =>
        postgres.query('select 1 from appointments where reminded_at is null limit 1').length === 0 ||
        undefined,
      60_000,
    )
    const by = postgres.query('select distinct booked_by from appointments order by 1')
    expect(by).toEqual(['1.0.0', '2.0.0'])
    // Each process of each worker wrote whom it reminded: nobody stands there twice.
    const logs = await system.expect(0, folder, ['logs', 'reminders', '--tail', '10000'])
    const reminded = [...logs.matchAll(/"message":"reminded".*?"id":"([^"]+)"/g)].map(([, id]) => id)
    expect(reminded.length).toBeGreaterThan(0)
    expect(new Set(reminded).size).toBe(reminded.length)
  })
})
