import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { openFolder } from '../folder/open.ts'
import { holdLifeline } from './lifeline.ts'

/** A data plane that answers its process number on every address of `DIR/listen.json`. Arguments: DIR, then argv. */
const [, , root = '', ...supervisor] = process.argv
const folder = openFolder(root)
const lifeline = holdLifeline(folder, supervisor)
const addresses = JSON.parse(readFileSync(join(root, 'listen.json'), 'utf8')) as string[]
for (const address of addresses) {
  const handle = await lifeline.want(address)
  createServer((_request, response) => {
    response.setHeader('connection', 'close')
    response.end(String(process.pid))
  }).listen(handle)
}
process.on('SIGTERM', () => process.exit(0))
