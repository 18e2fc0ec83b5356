import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres, type Postgres, startPostgres } from '../../test/postgres.fixture.ts'
import { sqlReader } from '../sql/sql.ts'
import { classify, classOf } from './classify.ts'
import {
  postgresAsked,
  postgresBase,
  postgresTable,
  sqliteAsked,
  sqliteBase,
  sqliteTable,
} from './proven.fixture.ts'
import type { Class, Dialect, Finding } from './types.ts'

const fileOf = async (name: string, text: string, dialect: Dialect) => ({
  name,
  text,
  statements: await sqlReader.read(dialect, text),
})

const findings = async (sql: string, base: string, dialect: Dialect): Promise<readonly Finding[]> => {
  const [judged] = classify(
    [await fileOf('2.sql', sql, dialect)],
    [await fileOf('1.sql', base, dialect)],
    dialect,
    '',
  )
  return judged?.findings ?? []
}

it('the tables are long enough', () => {
  expect(postgresTable.length + sqliteTable.length).toBeGreaterThanOrEqual(120)
  expect(postgresTable.length).toBeGreaterThanOrEqual(60)
})

const tables = { postgresql: [postgresTable, postgresBase], sqlite: [sqliteTable, sqliteBase] } as const

describe.each(['postgresql', 'sqlite'] as const)('%s is classified', (dialect) => {
  const [table, base] = tables[dialect]
  for (const [sql, is] of table)
    it(sql, async () => {
      const found = await findings(sql, dialect === 'sqlite' ? '' : base.slice(0, 90), dialect)
      expect([classOf(found), ...found.map(({ why }) => why.en)]).toContain(is)
      expect(classOf(found)).toBe(is)
      for (const { why } of found) expect(Math.min(why.en.length, why.fr.length)).toBeGreaterThan(5)
    })
})

/** A database that takes the change: whether what the old release asks succeeds, all of it. */
const held = (is: Class, shown: string | undefined, works: boolean, error: string): void => {
  if (is === 'expands') expect(error).toBe('')
  if (shown === 'fails') expect(works).toBe(false)
}

describe('SQLite shows it', () => {
  for (const [sql, is, shown] of sqliteTable.filter((one) => one[2] !== 'apart'))
    it(sql, () => {
      const database = new DatabaseSync(':memory:')
      try {
        database.exec(sqliteBase)
        database.exec(sql)
        let error = ''
        try {
          database.exec(sqliteAsked)
        } catch (thrown) {
          error = String(thrown)
        }
        held(is, shown, error === '', error)
      } finally {
        database.close()
      }
    })
})

describe.skipIf(!hasPostgres)('PostgreSQL shows it', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
    expect(postgres.script(postgresBase).error).toBe('')
  }, 120_000)
  afterAll(() => postgres?.stop())

  for (const [sql, is, shown] of postgresTable.filter((one) => one[2] !== 'apart'))
    it(sql, () => {
      const done = postgres.script(`begin;\n${sql};\n\\echo changed\n${postgresAsked}\nrollback;`)
      expect(`${done.out}${done.error}`).toContain('changed')
      held(is, shown, done.error === '', done.error)
    })

  it('an index that is made beside its users', () => {
    expect(
      postgres.script(
        `create index concurrently people_age on people (age);\nbegin;${postgresAsked}rollback;`,
      ),
    ).toMatchObject({ error: '' })
  })
})
