import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../../kernel/problem.ts'
import type { Migration } from './migrate.ts'
import { openDatabase } from './open.ts'

type Tables = {
  parent: { id: number; name: string }
  child: { id: number; parent: number; note: string | null; bytes: Uint8Array | null }
}

const first: Migration = {
  id: 1,
  name: 'parents and children',
  up: async (db) => {
    await sql`create table parent (id integer primary key, name text not null) strict`.execute(db)
    await sql`create table child (id integer primary key, parent integer not null references parent (id),
      note text, bytes blob) strict`.execute(db)
  },
}
const step = (id: number, name: string, up: (db: Kysely<unknown>) => Promise<unknown>): Migration => ({
  id,
  name,
  up: async (db) => void (await up(db)),
})

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-store-'))
  file = join(folder, 'control.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const opened = (migrations: readonly Migration[] = [first]) => openDatabase<Tables>({ file, migrations })

const codeOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]?.code ?? 'none'
    throw error
  }
  return 'no error'
}

describe('a database', () => {
  it('keeps what was written, over a reopening, in a file for its owner only', async () => {
    const one = await opened()
    const inserted = await one.db.insertInto('parent').values({ id: 7, name: 'web' }).executeTakeFirst()
    expect(inserted.numInsertedOrUpdatedRows).toBe(1n)
    const bytes = Uint8Array.from([0, 255, 7])
    await one.db.insertInto('child').values({ id: 1, parent: 7, note: null, bytes }).execute()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600)
    await one.close()
    const two = await opened()
    const row = await two.db.selectFrom('child').selectAll().executeTakeFirstOrThrow()
    expect({ ...row }).toEqual({ id: 1, parent: 7, note: null, bytes })
    await two.close()
  })

  it('is durable and strict: WAL, full synchronisation, references checked', async () => {
    const { db, close } = await opened()
    const read = async (pragma: string) =>
      Object.values((await sql.raw(`pragma ${pragma}`).execute(db)).rows[0] ?? {})
    expect(await read('journal_mode')).toEqual(['wal'])
    expect(await read('synchronous')).toEqual([2])
    expect(await read('foreign_keys')).toEqual([1])
    await expect(
      db.insertInto('child').values({ id: 1, parent: 404, note: null, bytes: null }).execute(),
    ).rejects.toThrow(/FOREIGN KEY/)
    await close()
  })

  it('takes a failed transaction back whole, and lets one at a time in', async () => {
    const { db, close } = await opened()
    await expect(
      db.transaction().execute(async (trx) => {
        await trx.insertInto('parent').values({ id: 1, name: 'lost' }).execute()
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await db.insertInto('parent').values({ id: 1, name: '0' }).execute()
    const increment = () =>
      db.transaction().execute(async (trx) => {
        const { name } = await trx.selectFrom('parent').select('name').executeTakeFirstOrThrow()
        await new Promise((resolve) => setImmediate(resolve))
        await trx
          .updateTable('parent')
          .set({ name: String(Number(name) + 1) })
          .execute()
      })
    await Promise.all(Array.from({ length: 50 }, increment))
    expect((await db.selectFrom('parent').select('name').executeTakeFirstOrThrow()).name).toBe('50')
    await close()
  })

  it('returns rows of returning clauses, streams, and undoes to a savepoint', async () => {
    const { db, close } = await opened()
    const row = await db.insertInto('parent').values({ id: 3, name: 'x' }).returning('id').executeTakeFirst()
    expect(row?.id).toBe(3)
    const trx = await db.startTransaction().execute()
    const point = await trx.savepoint('here').execute()
    await point.deleteFrom('parent').execute()
    await point.rollbackToSavepoint('here').execute()
    await trx.commit().execute()
    const names: string[] = []
    for await (const each of db.selectFrom('parent').select('name').stream()) names.push(each.name)
    expect(names).toEqual(['x'])
    await close()
  })

  it('ends what was asked before it closes', async () => {
    const { db, close } = await opened()
    const write = db.insertInto('parent').values({ id: 1, name: 'late' }).execute()
    await close()
    await write
    const again = await opened()
    expect(await again.db.selectFrom('parent').selectAll().execute()).toHaveLength(1)
    await again.close()
  })
})

describe('migrations', () => {
  it('run once each, in order, and are recorded', async () => {
    await (await opened()).close()
    const second = step(2, 'add', (db) => sql`alter table parent add column age integer`.execute(db))
    const { db, close } = await opened([first, second])
    const rows = (await sql<{ name: string }>`select name from schema_migrations order by id`.execute(db))
      .rows
    expect(rows.map((row) => row.name)).toEqual(['parents and children', 'add'])
    await close()
    await (await opened([first, second])).close()
  })

  it('keep the database as it was, where they are told to, so that the version before can have it back', async () => {
    const before = `${file}.before`
    const open = (migrations: readonly Migration[], from = file) =>
      openDatabase<Tables>({ file: from, migrations, before })
    const one = await open([first])
    await one.db.insertInto('parent').values({ id: 1, name: 'kept' }).execute()
    await one.close()
    await (await open([first])).close()
    expect(existsSync(before)).toBe(false)
    const second = step(2, 'more', (db) => sql`create table more (id integer)`.execute(db))
    await (await open([first, second])).close()
    expect(statSync(before).mode & 0o777).toBe(0o600)
    expect(await codeOf(() => open([first]))).toBe('newer-schema')
    const back = await open([first], before)
    expect(await back.db.selectFrom('parent').select('name').execute()).toEqual([{ name: 'kept' }])
    await back.close()
  })

  it('leave nothing behind when one fails', async () => {
    const broken = step(2, 'broken', async (db) => {
      await sql`create table half (id integer)`.execute(db)
      await sql`create table parent (id integer)`.execute(db)
    })
    await expect(opened([first, broken])).rejects.toThrow(/already exists/)
    const { db, close } = await opened()
    expect((await sql`select 1 from sqlite_schema where name = 'half'`.execute(db)).rows).toEqual([])
    await close()
  })

  it('may rebuild a table that others refer to, but not break references', async () => {
    const { db, close } = await opened()
    await db.insertInto('parent').values({ id: 1, name: 'a' }).execute()
    await db.insertInto('child').values({ id: 1, parent: 1, note: null, bytes: null }).execute()
    await close()
    const rebuild = step(2, 'rebuild', async (on) => {
      await sql`create table parent_new (id integer primary key, name text not null) strict`.execute(on)
      await sql`insert into parent_new select id, name from parent`.execute(on)
      await sql`drop table parent`.execute(on)
      await sql`alter table parent_new rename to parent`.execute(on)
    })
    await (await opened([first, rebuild])).close()
    const breaking = step(3, 'break', (on) => sql`delete from parent`.execute(on))
    expect(await codeOf(() => opened([first, rebuild, breaking]))).toBe('migration-broke-references')
    const after = await opened([first, rebuild])
    expect(await after.db.selectFrom('parent').selectAll().execute()).toHaveLength(1)
    await after.close()
  })

  it('refuse a newer schema, and another line of schemas, and change nothing', async () => {
    await (await opened([first, step(2, 'later', async () => {})])).close()
    const before = readFileSync(file)
    expect(await codeOf(() => opened([first]))).toBe('newer-schema')
    expect(
      await codeOf(() => opened([{ ...first, name: 'another' }, step(2, 'later', async () => {})])),
    ).toBe('other-schema')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuse a list with a gap', async () => {
    await expect(opened([{ ...first, id: 2 }])).rejects.toThrow(RangeError)
  })
})

describe('what is said when it cannot be opened', () => {
  it('names a file that is no database', async () => {
    writeFileSync(file, 'this is not a database, and it is long enough to be looked at as one, page by page.')
    expect(await codeOf(() => opened())).toBe('store-damaged')
    expect(readFileSync(file, 'utf8')).toMatch(/^this is not/)
  })

  it('names a folder that is not there, and a file in its place', async () => {
    const absent = { file: join(folder, 'no', 'control.db'), migrations: [first] }
    expect(await codeOf(() => openDatabase<Tables>(absent))).toBe('data-folder-not-writable')
    writeFileSync(join(folder, 'no'), '')
    expect(await codeOf(() => openDatabase<Tables>(absent))).toBe('data-folder-not-writable')
  })

  it('names a folder without the right to write', async () => {
    const root = process.getuid?.() === 0
    chmodSync(folder, 0o500)
    if (root) process.seteuid?.(65_534)
    try {
      expect(await codeOf(() => opened())).toBe('data-folder-not-writable')
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(folder, 0o700)
    }
  })
})

const mounts = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!mounts)('on a small disk of its own (needs root on Linux, to mount one)', () => {
  const mount = (...options: string[]) => {
    const { status, stderr } = spawnSync('mount', [...options, join(folder, 'disk')], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  beforeEach(() => {
    mkdirSync(join(folder, 'disk'))
    mount('-t', 'tmpfs', '-o', 'size=1m', 'ecluse-test')
    file = join(folder, 'disk', 'control.db')
  })
  afterEach(() => void spawnSync('umount', ['-l', join(folder, 'disk')]))

  it('says that the disk is full, keeps what it acknowledged and no half of a change, and goes on', async () => {
    const { db, close } = await opened()
    const ballast = join(folder, 'disk', 'ballast')
    writeFileSync(ballast, new Uint8Array(300_000))
    let acknowledged = 0
    const pair = (id: number) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto('parent')
          .values({ id, name: 'x'.repeat(5_000) })
          .execute()
        await trx
          .insertInto('child')
          .values({ id, parent: id, note: 'y'.repeat(5_000), bytes: null })
          .execute()
      })
    const code = await codeOf(async () => {
      for (let id = 1; id < 1_000; id += 1) {
        await pair(id)
        acknowledged = id
      }
    })
    expect(code).toBe('disk-full')
    expect(acknowledged).toBeGreaterThan(3)
    expect(await codeOf(() => pair(acknowledged + 1))).toBe('disk-full')
    rmSync(ballast)
    await pair(acknowledged + 1)
    for (const table of ['parent', 'child'] as const) {
      const ids = (await db.selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id)
      expect(ids).toEqual(Array.from({ length: acknowledged + 1 }, (_, index) => index + 1))
    }
    await close()
  })

  it('says that the disk is full when it is full from the start, and leaves no table', async () => {
    const ballast = join(folder, 'disk', 'ballast')
    expect(() => writeFileSync(ballast, new Uint8Array(4_000_000))).toThrow(/ENOSPC/)
    expect(await codeOf(() => opened())).toBe('disk-full')
    rmSync(ballast)
    const { db, close } = await opened()
    expect(await db.selectFrom('parent').selectAll().execute()).toEqual([])
    await close()
  })

  it('says that a disk is read-only', async () => {
    await (await opened()).close()
    mount('-o', 'remount,ro')
    expect(await codeOf(() => opened())).toBe('data-folder-not-writable')
    expect(existsSync(file)).toBe(true)
  })
})
