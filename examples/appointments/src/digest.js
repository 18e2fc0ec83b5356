// By the timetable: counts what is booked.
import { openDatabase } from './database.js'
import { say, version } from './version.js'

const database = openDatabase()
const { rows } = await database.query(
  'insert into digests (made_by, appointments) select $1, count(*) from appointments returning appointments',
  [version],
)
say('counted', rows[0])
await database.end()
