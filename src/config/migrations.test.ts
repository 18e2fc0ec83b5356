import { describe, expect, it } from 'vitest'
import { read, refusals, withComponent } from './read.fixture.ts'

const of = (lines: string) =>
  read(withComponent(lines)).components.find(({ name }) => name === 'web')?.migrations

describe('schema changes', () => {
  it('are none where nothing is said, and have their defaults', () => {
    expect(of('instances: 1')).toBeUndefined()
    expect(of('migrations: { folder: db/migrations, run: [node, migrate.js] }')).toEqual({
      dialect: 'postgresql',
      expand: { folder: 'db/migrations', run: ['node', 'migrate.js'] },
      within: 600_000,
    })
  })

  it.each([
    [
      '{ expand: [a], contract: [b] }',
      { expand: { folder: null, run: ['a'] }, contract: { folder: null, run: ['b'] } },
    ],
    ['{ contract: { folder: c, run: [b] } }', { contract: { folder: 'c', run: ['b'] } }],
    [
      '{ folder: x, run: [a], contract: { folder: c, run: [a] }, dialect: sqlite, within: 1h }',
      {
        dialect: 'sqlite',
        expand: { folder: 'x', run: ['a'] },
        contract: { folder: 'c', run: ['a'] },
        within: 3_600_000,
      },
    ],
  ])('may be %s', (written, expected) => expect(of(`migrations: ${written}`)).toMatchObject(expected))

  it('are printed by a command, which is given the secrets that it names', () => {
    expect(of('migrations: { run: [a], sql: [b, c] }')?.expand).toEqual({
      folder: null,
      run: ['a'],
      sql: { run: ['b', 'c'], secrets: [] },
    })
    const named = 'migrations: { run: [a], sql: { run: [b], secrets: [URL] } }\nsecrets: { URL: set }'
    expect(of(named)?.expand?.sql).toEqual({ run: ['b'], secrets: ['URL'] })
  })

  it.each([
    ['migrations: { run: [a], folder: x, expand: [b] }', 'migrations-two-ways'],
    ['migrations: { folder: x }', 'migrations-not-run'],
    ['migrations: { dialect: sqlite }', 'migrations-not-run'],
    ['migrations: { run: [a] }', 'migrations-not-read'],
    ['migrations: { folder: x, run: [a, b] }\nbefore: [a, b]', 'migrations-twice'],
    ['migrations: { expand: [a, b] }\nbefore: { run: [a, b] }', 'migrations-twice'],
    ['migrations: { folder: x, run: [a], contract: { folder: x/y, run: [b] } }', 'migrations-same-folder'],
    ['migrations: { folder: x, run: [a], dialect: mysql }', 'unknown-value'],
    ['migrations: { folder: ../x, run: [a] }', 'bad-path'],
    ['migrations: { sql: [a] }', 'migrations-not-run'],
    ['migrations: { sql: [a], expand: [b] }', 'migrations-not-run'],
    ['migrations: { folder: x, run: [a], sql: [b] }', 'migrations-two-reads'],
    ['migrations: { run: [a, b], sql: [a, b] }', 'migrations-prints-and-runs'],
    ['migrations: { run: [a], contract: [b], sql: [b] }', 'migrations-prints-and-runs'],
    ['migrations: { run: [a], sql: [b] }\nbefore: [b]', 'migrations-prints-and-runs'],
    ['migrations: { run: [a], sql: { run: [b], secrets: [URL] } }', 'migrations-no-secret'],
    ['migrations: { run: [a], sql: { run: [b], secrets: URL } }', 'wrong-type'],
    ['migrations: { run: [a], sql: {} }', 'missing-key'],
    ['migrations: { folder: x, run: [a], database: DATABASE_URL }', 'migrations-no-variable'],
    [
      'migrations: { folder: x, run: [a], database: A, dialect: sqlite }\nvariables: { A: b }',
      'migrations-no-locks',
    ],
    ['migrations: { folder: x, run: [a], database: a-b }', 'bad-variable'],
    ['migrations: [node, migrate.js]', 'wrong-type'],
  ])('%s is refused', (lines, code) => {
    expect(refusals(withComponent(lines)).map((one) => one.split(' ')[1])).toContain(code)
  })

  it('of what starts with no release are refused', () => {
    expect(refusals(withComponent('migrations: { folder: x, run: [a] }\nstatic: public')).join()).toContain(
      'migrations-nobody',
    )
  })
})
