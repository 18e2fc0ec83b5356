// The release task: every migration that has not run yet, in order, each in a transaction of its own. Two at once wait
// for each other. Migrations only expand: the version before goes on with the new schema.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from './database.js'
import { say } from './version.js'

const LOCK = 4_217_001
const folder = join(import.meta.dirname, '..', 'migrations')
const pool = openDatabase()
const client = await pool.connect()
try {
  await client.query('select pg_advisory_lock($1)', [LOCK])
  await client.query(
    'create table if not exists migrations (name text primary key, at timestamptz default now())',
  )
  const done = new Set((await client.query('select name from migrations')).rows.map(({ name }) => name))
  for (const name of readdirSync(folder).sort()) {
    if (done.has(name)) continue
    await client.query('begin')
    await client.query(readFileSync(join(folder, name), 'utf8'))
    await client.query('insert into migrations (name) values ($1)', [name])
    await client.query('commit')
    say('migrated', { name })
  }
} finally {
  client.release()
  await pool.end()
}
