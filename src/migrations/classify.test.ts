import { describe, expect, it } from 'vitest'
import { sqlReader } from '../sql/sql.ts'
import { classify, classOf, counted, readable } from './classify.ts'
import { inOrder, isMigration, isSql } from './forward.ts'

const fileOf = async (name: string, text: string) => {
  const forward = readable(text)
  return { name, text: forward, statements: isSql(name) ? await sqlReader.read('postgresql', forward) : null }
}
const judged = async (name: string, text: string) => {
  const [one] = classify([await fileOf(name, text)], [], 'postgresql', 'db/migrations')
  return one?.findings ?? []
}

describe('a finding', () => {
  it('has its place, its words and its reason', async () => {
    const found = await judged(
      '002.sql',
      "create table a (b int);\n\n-- why\n  update people\n set name = 'é';",
    )
    expect(found.map(({ class: is, place, says }) => [is, place, says])).toEqual([
      ['expands', { file: 'db/migrations/002.sql', line: 1, column: 1 }, 'create table a (b int)'],
      ['unknown', { file: 'db/migrations/002.sql', line: 4, column: 3 }, "update people set name = 'é'"],
    ])
  })

  it('is declared by the comment just above its statement, and only where nobody can tell', async () => {
    const found = await judged(
      '002.sql',
      '-- ecluse: expands only empty names are filled\nupdate a set b = 1;\nupdate a set c = 1;\n-- ecluse: expands nobody reads it\ndrop table b;',
    )
    expect(found.map((one) => [counted(one), one.declared])).toEqual([
      ['expands', 'only empty names are filled'],
      ['unknown', undefined],
      ['breaks', undefined],
    ])
  })

  it('takes nothing for new that ran before, also where it is said to be made once more', async () => {
    const ran = await fileOf('1.sql', 'create table a (b int, c int)')
    const again = await fileOf('2.sql', 'create table a (b int, c int); alter table a drop column c')
    const [one] = classify([again], [ran], 'postgresql', 'db')
    expect(one?.findings.map(({ class: is }) => is)).toEqual(['expands', 'breaks'])
    const [alone] = classify([again], [], 'postgresql', 'db')
    expect(alone?.findings.map(({ class: is }) => is)).toEqual(['expands', 'expands'])
  })

  it.each([
    ['003.js', '// ecluse: expands fills what is empty\nexport const up = () => {}', 'fills what is empty'],
    ['003.py', '# ecluse: expands fills what is empty', 'fills what is empty'],
    ['003.ts', 'export const up = () => {}', undefined],
  ])('of code in %s is unknown until it is declared', async (name, text, declared) => {
    const [one, ...more] = await judged(name, text)
    expect(more).toEqual([])
    expect(one).toMatchObject({ class: 'unknown', why: { en: expect.stringContaining('code') } })
    expect(one?.declared).toBe(declared)
  })

  it('of what is not understood names what is wrong, at its place', async () => {
    const [one] = await judged('1.sql', 'create table é (a int);\nselec 1')
    expect(one).toMatchObject({ class: 'unknown', place: { line: 2, column: 1 } })
    expect(one?.why.en).toContain('selec')
  })

  it('is none where nothing is said', async () => {
    expect(await judged('1.sql', '-- nothing\n')).toEqual([])
    expect(classOf([])).toBe('expands')
  })
})

describe('what came before', () => {
  it('tells which index nobody can name, and what only refused', async () => {
    const before = await fileOf(
      '1.sql',
      'create table a (b int constraint c check (b > 0)); create index i on a (b)',
    )
    const now = await fileOf('2.sql', 'drop index i; alter table a drop constraint c; drop table a')
    const [one] = classify([now], [before], 'postgresql', '')
    expect(one?.findings.map(({ class: is }) => is)).toEqual(['expands', 'expands', 'breaks'])
  })

  it('is nobody’s while it is pending, also in a later file', async () => {
    const pending = [await fileOf('1.sql', 'create table a (b int)'), await fileOf('2.sql', 'drop table a')]
    expect(classify(pending, [], 'postgresql', '').map(({ findings }) => classOf(findings))).toEqual([
      'expands',
      'expands',
    ])
    const rolled = await fileOf('1.sql', 'begin; create table a (b int); rollback; drop table a')
    expect(classOf(classify([rolled], [], 'postgresql', '')[0]?.findings ?? [])).toBe('breaks')
  })
})

describe('files', () => {
  it.each([
    ['-- +goose Up\ncreate table a (b int);\n-- +goose Down\ndrop table a;\n', 1],
    [
      '-- migrate:up\ncreate table a (b int);\n-- migrate:down\ndrop table a;\n-- migrate:up\ncreate table c (d int);',
      2,
    ],
  ])('that hold both ways are judged by the way forth', async (text, statements) => {
    const found = await judged('1.sql', text)
    expect(found).toHaveLength(statements)
    expect(classOf(found)).toBe('expands')
    expect(readable(text)).toHaveLength(text.length)
  })

  it.each([
    '001.down.sql',
    'a/down.sql',
    'U1__x.sql',
    '__init__.py',
    'meta/_journal.json',
    'README.md',
    '.keep',
    'x.toml',
  ])('%s is no migration', (name) => expect(isMigration(name)).toBe(false))
  it.each(['001.sql', '2024/migration.sql', 'V1__x.sql', '001.up.sql', '0001_initial.py', 'x.js'])(
    '%s is one',
    (name) => expect(isMigration(name)).toBe(true),
  )

  it('run in the order of their numbers', () => {
    expect(['10-c.sql', '2-b.sql', '1-a.sql', '002-b.sql'].toSorted(inOrder)).toEqual([
      '1-a.sql',
      '002-b.sql',
      '2-b.sql',
      '10-c.sql',
    ])
  })
})
