import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres, type Postgres, startPostgres } from '../../../test/postgres.fixture.ts'
import { until } from '../../../test/processes.fixture.ts'
import { lockWatch } from './watch-locks.ts'

type Line = {
  readonly relation: string
  readonly mode: string
  readonly held: number
  readonly waiting: number
}

describe.skipIf(!hasPostgres)('the locks of a migration', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
    expect(postgres.script('create table people (id int); create table still (id int)').error).toBe('')
  }, 120_000)
  afterAll(() => postgres?.stop())

  const watching = (url: string) => {
    const [, ...words] = lockWatch('DB')
    const child = spawn(process.execPath, words, { env: { DB: url }, stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    const lines = (): readonly Line[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{"ecluse":"locks"'))
        .map((line) => JSON.parse(line) as Line)
        .filter(({ relation }) => relation !== undefined)
    return { child, lines, text: () => text }
  }

  const seen = async (url: string): Promise<void> => {
    const { child, lines, text } = watching(url)
    try {
      const connected = () =>
        postgres.query("select 1 from pg_stat_activity where application_name = 'ecluse-locks'").length > 0
      await until('it looks', () => connected() || undefined, 30_000)
      postgres.script('begin; lock table people in access exclusive mode; select pg_sleep(1.5); commit')
      await until('it saw the lock go', () => lines().some(({ held }) => held > 1_300) || undefined, 30_000)
      expect(text()).toMatch(/^\{"ecluse":"locks","looks":true\}\n/)
      expect(new Set(lines().map(({ relation, mode }) => `${relation} ${mode}`))).toEqual(
        new Set(['public.people AccessExclusiveLock']),
      )
    } finally {
      child.kill('SIGKILL')
    }
  }

  it('are seen while they are held', { timeout: 90_000 }, () => seen(postgres.url))

  it.each(['scram-sha-256', 'md5', 'password'])(
    'are seen with a password, by %s',
    { timeout: 90_000 },
    async (way) => {
      postgres.query(
        `set password_encryption = '${way === 'md5' ? 'md5' : 'scram-sha-256'}'; drop role if exists app; create role app login superuser password 'p@ss wörd'`,
      )
      const [file = ''] = postgres.query('show hba_file')
      const lines = [
        `host all app 127.0.0.1/32 ${way}`,
        'host all all 127.0.0.1/32 trust',
        'local all all trust',
      ]
      postgres.query(
        `copy (select unnest(array[${lines.map((line) => `'${line}'`).join(', ')}])) to '${file}'`,
      )
      postgres.query('select pg_reload_conf()')
      const url = new URL(postgres.url)
      url.username = 'app'
      url.password = encodeURIComponent('p@ss wörd')
      await seen(url.href)
    },
  )

  it('that are held when it is told to end are written', { timeout: 60_000 }, async () => {
    const { child, lines } = watching(postgres.url)
    const holds = postgres.start('begin; lock table still in access exclusive mode; select pg_sleep(60)')
    try {
      await until('it saw the lock', () => lines().length > 0 || undefined, 30_000)
      const before = lines().length
      child.kill('SIGTERM')
      await new Promise((done) => child.on('close', done))
      expect(lines().length).toBeGreaterThan(before)
    } finally {
      holds.kill('SIGKILL')
    }
  })

  it.each([
    ['postgres://nobody@127.0.0.1:1/none', 'ECONNREFUSED'],
    ['', 'is no address'],
    ['of the database', 'does not exist'],
  ])('are unknown where %j leads nowhere, and it says why', { timeout: 60_000 }, async (written, why) => {
    const url = new URL(postgres.url)
    url.pathname = '/none'
    const { child, text } = watching(written === 'of the database' ? url.href : written)
    await new Promise((done) => child.on('close', done))
    expect(text()).toMatch(new RegExp(`^\\{"ecluse":"locks","fault":".*${why}.*"\\}\n$`))
  })
})
