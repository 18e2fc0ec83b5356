import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { answerWith } from './routes.js'
import { stopGently } from './stop.js'
import { openClaims } from './store.js'

const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'version.json'), 'utf8'))
const claims = await openClaims(process.env.CLAIMS_FOLDER ?? join(root, 'data'))
const server = createServer({ keepAliveTimeout: 60_000 }, answerWith({ claims, version }))

server.listen(Number(process.env.PORT ?? 8081), process.env.HOST ?? '127.0.0.1', () => {
  console.log(`claims api ${version} listens on port ${server.address().port}`)
})
stopGently(server, () => claims.close())
