import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { answerWith } from './routes.js'
import { stopGently } from './stop.js'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'version.json'), 'utf8'))
const api = process.env.API_URL ?? 'http://127.0.0.1:8081'
const server = createServer({ keepAliveTimeout: 60_000 }, answerWith({ api, version }))

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1', () => {
  console.log(`claims web ${version} listens on port ${server.address().port}, asks ${api}`)
})
stopGently(server, () => process.exit(0))
