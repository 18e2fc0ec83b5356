import { createServer } from 'node:http'
import { readAppointment } from './appointment.js'
import { openDatabase } from './database.js'
import { stopGently } from './stop.js'
import { say, version } from './version.js'

const database = openDatabase()

const bodyOf = async (request) => {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

/** The id is the sender's: one that is sent twice is booked once. */
const book = async (request) => {
  let wanted
  try {
    wanted = readAppointment(await bodyOf(request))
  } catch (error) {
    return [400, { error: error.message }]
  }
  const { id, name, office, at } = wanted
  await database.query(
    'insert into appointments (id, name, office, at, booked_by) values ($1, $2, $3, $4, $5) on conflict (id) do nothing',
    [id, name, office, at, version],
  )
  return [201, { id }]
}

const list = async () => {
  const { rows } = await database.query(
    'select id, name, office, at, booked_by as "bookedBy", reminded_by as "remindedBy" from appointments order by at, id limit 1000',
  )
  return [200, { appointments: rows }]
}

const route = async (request) => {
  if (request.method === 'GET' && request.url === '/ready') {
    await database.query('select 1')
    return [200, { ready: true }]
  }
  if (request.method === 'POST' && request.url === '/appointments') return book(request)
  if (request.method === 'GET' && request.url === '/appointments') return list()
  return [404, { error: 'no such page' }]
}

const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  const [status, content] = await route(request).catch((error) => {
    console.error(JSON.stringify({ level: 'error', message: error.message }))
    return [500, { error: 'the database did not answer' }]
  })
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ ...content, version }))
})
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1', () => say('listening'))
stopGently(server, () => database.end())
