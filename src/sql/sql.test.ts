import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSqlite } from './split.ts'
import { sqlReader } from './sql.ts'

const pieces = (text: string): readonly string[] =>
  splitSqlite(text).map(({ from, to }) => text.slice(from, to))

describe('statements of SQLite', () => {
  it.each([
    ['a; b;; c', ['a', 'b', 'c']],
    ["insert into t values (';'); x", ["insert into t values (';')", 'x']],
    ["'it''s; one'; \"two;\"; [three;]; `four;`", ["'it''s; one'", '"two;"', '[three;]', '`four;`']],
    ['-- one; two\na -- ; \n; /* b; */ c', ['a', 'c']],
    [
      'create trigger t after insert on a begin select case when 1 then 2 end; delete from b; end; x',
      ['create trigger t after insert on a begin select case when 1 then 2 end; delete from b; end', 'x'],
    ],
    [
      'create temp trigger t after insert on a begin delete from b; end; x',
      ['create temp trigger t after insert on a begin delete from b; end', 'x'],
    ],
    ['begin; create table a (b); commit', ['begin', 'create table a (b)', 'commit']],
    ["a 'never ends; b", ["a 'never ends; b"]],
    ['', []],
  ])('%s', (text, expected) => expect(pieces(text)).toEqual(expected))

  it('end for any text, in order, within it', () => {
    const part = fc.constantFrom(
      ';',
      "'",
      '"',
      '--',
      '/*',
      '*/',
      '[',
      ']',
      '`',
      '\n',
      ' ',
      'BEGIN',
      'END',
      'CASE',
      'CREATE TRIGGER ',
      'é',
      'x',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        let last = 0
        for (const { from, to } of splitSqlite(text)) {
          expect(from).toBeGreaterThanOrEqual(last)
          expect(to).toBeGreaterThan(from)
          last = to
        }
        expect(last).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

describe.each(['postgresql', 'sqlite'] as const)('%s', (dialect) => {
  it('places statements by characters, past comments', async () => {
    const text = "-- é𝛼 first\ncreate table é (a int);\n/* two */ create table b (c text default 'é');\n"
    const read = await sqlReader.read(dialect, text)
    expect(read.map(({ from, to }) => text.slice(from, to))).toEqual([
      'create table é (a int)',
      "create table b (c text default 'é')",
    ])
    expect(read.every(({ tree }) => tree !== null)).toBe(true)
  })

  it.each(['', '  \n', '-- nothing\n', '/* nothing */', ';;'])('finds nothing in %j', async (text) => {
    expect(await sqlReader.read(dialect, text)).toEqual([])
  })

  it('says what it does not understand, where', async () => {
    const [one] = await sqlReader.read(dialect, 'créate table a (b int)')
    expect(one).toMatchObject({ tree: null, fault: expect.stringMatching(/./), from: 0 })
  })

  it('has an answer for any text', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), 60)
    for (const text of [
      ...texts,
      '\0',
      'select \0',
      `select ${'('.repeat(3_000)}`,
      `${'select 1;'.repeat(5_000)}`,
    ]) {
      const read = await sqlReader.read(dialect, text)
      expect(read.every(({ from, to }) => from >= 0 && to <= text.length && from <= to)).toBe(true)
    }
  })
})
