import pg from 'pg'

const CONNECTIONS = 4

/** A pool on the database that `DATABASE_URL` names; a broken idle connection is said, and replaced by the pool. */
export const openDatabase = (url = process.env.DATABASE_URL) => {
  if (!url) throw new Error('DATABASE_URL is not set')
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: 5_000 })
  pool.on('error', (error) => console.error(JSON.stringify({ level: 'error', message: error.message })))
  return pool
}
