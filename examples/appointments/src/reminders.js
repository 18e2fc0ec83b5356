// The worker: reminds people of appointments, each once. Rows are taken with a lock that others skip, so that two
// workers beside each other never remind the same person; on SIGTERM what is taken is finished first.
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from './database.js'
import { say, version } from './version.js'

const AT_ONCE = 20
const database = openDatabase()
const stopping = new AbortController()
process.once('SIGTERM', () => stopping.abort())

const remind = async () => {
  const { rows } = await database.query(
    `update appointments set reminded_at = now(), reminded_by = $1 where id in (
       select id from appointments where reminded_at is null order by at limit $2 for update skip locked
     ) returning id`,
    [version, AT_ONCE],
  )
  for (const { id } of rows) say('reminded', { id })
  return rows.length
}

say('reminding')
while (!stopping.signal.aborted) {
  const done = await remind().catch((error) => {
    console.error(JSON.stringify({ level: 'error', message: error.message }))
    return 0
  })
  if (done < AT_ONCE) await pause(500, undefined, { signal: stopping.signal }).catch(() => undefined)
}
await database.end()
say('stopped')
